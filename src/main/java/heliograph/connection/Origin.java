package heliograph.connection;

import heliograph.config.RelayUrl;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where a connection comes from, according to its opening request.
 *
 * @param address the address of the client, behind trusted proxies
 * @param requestedAuthority the address under which it reached this relay
 */
public record Origin(InetAddress address, Optional<RelayUrl> requestedAuthority) {}
