package heliograph.config;

/**
 * Compression of WebSocket messages (RFC 7692) by the relay's own engine.
 *
 * @param enabled whether it is used with clients that offer it
 * @param bytesMin shortest message that is compressed
 * @param level zlib's level, 1 (fast) to 9 (small)
 * @param contextTakeover whether messages may refer to earlier ones; holds zlib's state for each
 *     client
 */
public record DeflateConfig(boolean enabled, int bytesMin, int level, boolean contextTakeover) {
  static DeflateConfig read(StartupConfigReader in) {
    return new DeflateConfig(
        in.flag(
            "heliograph.websocket.deflate",
            true,
            "Compress messages (permessage-deflate) for clients that offer it; engine upgrade"
                + " only."),
        in.integer(
            "heliograph.websocket.deflate-bytes-min",
            1_024,
            0,
            1 << 30,
            "Shortest message that is compressed, in bytes."),
        in.integer(
            "heliograph.websocket.deflate-level",
            3,
            1,
            9,
            "Level of compression, from 1 (fast) to 9 (small)."),
        in.flag(
            "heliograph.websocket.deflate-context-takeover",
            false,
            "Let messages refer to earlier ones: smaller, but about 300 KiB for each client in"
                + " use, and events are compressed for each receiver separately."));
  }
}
