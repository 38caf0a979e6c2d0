package heliograph.statistics;

import heliograph.event.Hex;
import heliograph.event.PublicKey;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A row of {@code account}: the key of an account id in the other tables. Confined to one question.
 */
@Entity(name = "Account")
@Table(name = "account")
class AccountEntity {
  @Id private int id;
  private byte[] pubkey = {};

  PublicKey key() {
    return PublicKey.parse(Hex.encode(pubkey));
  }
}
