package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Files to import, by their first bytes. */
class ImportInputTest {
  private static final byte[] MARKED = "\uFEFF{\"a\":\"ü\"}\n".getBytes(UTF_8);

  private static String read(byte[] bytes) throws IOException {
    return new String(
        ImportInput.open(new ByteArrayInputStream(bytes), "f", "import -").in().readAllBytes(),
        UTF_8);
  }

  @Test
  void open_byteOrderMark_isLeftOut() throws IOException {
    assertThat(read(MARKED)).isEqualTo("{\"a\":\"ü\"}\n");
    assertThat(read(new byte[0])).isEmpty();
    assertThat(read(new byte[] {'{'})).isEqualTo("{");
  }

  @Test
  void open_gzipAndXz_areDecompressed() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(MARKED);
    }
    assertThat(read(gzip.toByteArray())).isEqualTo("{\"a\":\"ü\"}\n");
    ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (XZOutputStream out = new XZOutputStream(xz, new LZMA2Options())) {
      out.write(MARKED);
    }
    assertThat(read(xz.toByteArray())).isEqualTo("{\"a\":\"ü\"}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "28b52ffd00,zstd -dc f | ./heliograph import -",
    "425a683900,bzip2 -dc f | ./heliograph import -",
    "504b030400,unzip -p f | ./heliograph import -"
  })
  void open_otherCompression_saysWhatToType(String hex, String command) {
    assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(command);
  }

  @Test
  void open_utf16_saysWhatToType() {
    assertThatThrownBy(() -> read("{}".getBytes(UTF_16)))
        .hasMessageEndingWith("iconv -f UTF-16 -t UTF-8 f | ./heliograph import -");
  }
}
