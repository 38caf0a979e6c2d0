package heliograph.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result: columns by their names, or by their numbers from 1. Valid only
 * during the call that receives it. A number that is NULL reads as 0. Every method throws {@link
 * SqlException} if there is no such column, or it cannot be read as the requested type. Confined to
 * one thread.
 */
public final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  public int getInt(int column) {
    try {
      return result.getInt(column);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  public int getInt(String column) {
    return getInt(numberOf(column));
  }

  /** Returns an integer, or nothing if the column is NULL. */
  public OptionalInt findInt(int column) {
    int value = getInt(column);
    return isNull(column) ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** Returns an integer, or nothing if the column is NULL. */
  public OptionalInt findInt(String column) {
    return findInt(numberOf(column));
  }

  public long getLong(int column) {
    try {
      return result.getLong(column);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  public long getLong(String column) {
    return getLong(numberOf(column));
  }

  public double getDouble(String column) {
    try {
      return result.getDouble(column);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  public boolean getBoolean(int column) {
    try {
      return result.getBoolean(column);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  public boolean getBoolean(String column) {
    return getBoolean(numberOf(column));
  }

  /** Returns the bytes of a {@code bytea} that is not NULL. */
  public byte[] getBytes(int column) {
    try {
      return result.getBytes(column);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  /** Returns the bytes of a {@code bytea} that is not NULL. */
  public byte[] getBytes(String column) {
    return getBytes(numberOf(column));
  }

  /** Returns the text of a column that is not NULL. */
  public String getString(int column) {
    return present(text(column), column);
  }

  /** Returns the text of a column that is not NULL. */
  public String getString(String column) {
    return getString(numberOf(column));
  }

  /** Returns a text, or nothing if the column is NULL. */
  public Optional<String> findString(int column) {
    return Optional.ofNullable(text(column));
  }

  /** Returns a text, or nothing if the column is NULL. */
  public Optional<String> findString(String column) {
    return findString(numberOf(column));
  }

  private @Nullable String text(int column) {
    try {
      return result.getString(column);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  /** Returns a value that is not NULL as a type to which the driver can convert it. */
  public <T> T getObject(int column, Class<T> type) {
    return present(object(column, type), column);
  }

  /** Returns a value that is not NULL as a type to which the driver can convert it. */
  public <T> T getObject(String column, Class<T> type) {
    return getObject(numberOf(column), type);
  }

  /** Returns a value as a type to which the driver can convert it, or nothing if it is NULL. */
  public <T> Optional<T> findObject(int column, Class<T> type) {
    return Optional.ofNullable(object(column, type));
  }

  private <T> @Nullable T object(int column, Class<T> type) {
    try {
      return result.getObject(column, type);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  /** Returns a {@code timestamptz} that is not NULL. */
  public Instant getInstant(int column) {
    return getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Returns a {@code timestamptz} that is not NULL. */
  public Instant getInstant(String column) {
    return getInstant(numberOf(column));
  }

  /** Returns a {@code timestamptz}, or nothing if the column is NULL. */
  public Optional<Instant> findInstant(int column) {
    return findObject(column, OffsetDateTime.class).map(OffsetDateTime::toInstant);
  }

  /** Returns a {@code timestamptz}, or nothing if the column is NULL. */
  public Optional<Instant> findInstant(String column) {
    return findInstant(numberOf(column));
  }

  /** Returns the elements of a {@code text[]} that is not NULL. */
  public List<String> getTexts(String column) {
    try {
      return List.of((String[]) result.getArray(column).getArray());
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  /** Returns true if a column is NULL. */
  public boolean isNull(int column) {
    try {
      return result.getObject(column) == null;
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  /** Returns true if a column is NULL. */
  public boolean isNull(String column) {
    return isNull(numberOf(column));
  }

  private int numberOf(String column) {
    try {
      return result.findColumn(column);
    } catch (SQLException e) {
      throw new SqlException(e);
    }
  }

  private static <T> T present(@Nullable T value, int column) {
    if (value == null) {
      throw new SqlException(new SQLException("column " + column + " is NULL", "22002"));
    }
    return value;
  }
}
