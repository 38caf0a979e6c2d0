package heliograph.cli;

import heliograph.client.NetworkFault;
import heliograph.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Describes faults for people: a sentence without the name of a class or a stack trace. Stateless.
 */
final class FaultText {
  private static final Pattern CLASS_NAME =
      Pattern.compile("(?:[a-z][a-z0-9_]*\\.){2,}[A-Z][A-Za-z0-9_$]*(?:: )?");
  private static final Pattern LMDB_CODE = Pattern.compile("Platform constant error code: [A-Z]+ ");
  private static final Pattern LMDB_NUMBER = Pattern.compile(" \\((-?[0-9]+)\\)$");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final String INTERNAL =
      "this is a fault of Heliograph's own; with HELIOGRAPH_TRACE=true in the environment the same"
          + " command tells where, for a report";

  private FaultText() {}

  /** Returns a sentence for each fault in {@code fault}. */
  static List<String> of(Throwable fault) {
    return fault instanceof ConfigException config
        ? config.faults()
        : List.of(clean(sentence(fault)));
  }

  /** Removes from a text what only Java programmers understand. */
  static String clean(String text) {
    String words = LMDB_CODE.matcher(text).replaceAll("");
    if (!words.equals(text)) {
      words = LMDB_NUMBER.matcher(words).replaceAll("");
    }
    words =
        words
            .replace(" is not an int", " is no whole number")
            .replace(" is not a long", " is no whole number");
    words = CLASS_NAME.matcher(words).replaceAll("").replace(" ()", "");
    return CONTROL.matcher(words).replaceAll(" ").strip();
  }

  private static String sentence(Throwable fault) {
    return switch (fault) {
      case NoSuchFileException file -> "there is no file or folder " + file.getFile();
      case AccessDeniedException file -> "no permission for " + file.getFile();
      case NotDirectoryException file -> file.getFile() + " is no folder";
      case DirectoryNotEmptyException file -> "the folder " + file.getFile() + " is not empty";
      case FileAlreadyExistsException file -> file.getFile() + " is there already";
      case CharacterCodingException text -> "this is not text in UTF-8";
      case FileSystemException file when file.getReason() != null ->
          (file.getFile() == null ? "" : file.getFile() + ": ") + file.getReason();
      case ConnectException network -> NetworkFault.words(network);
      case UnknownHostException network -> NetworkFault.words(network);
      case UnresolvedAddressException network -> NetworkFault.words(network);
      case HttpTimeoutException network -> NetworkFault.words(network);
      case SSLException network -> NetworkFault.words(network);
      case OutOfMemoryError full ->
          "the Java heap is too small: give it more by HELIOGRAPH_HEAP=2g";
      case ServiceConfigurationError part when part.getCause() != null -> sentence(part.getCause());
      case LinkageError library -> library(library);
      default -> withCause(fault);
    };
  }

  private static String library(LinkageError fault) {
    return "a native library cannot be loaded from %s, where programs may be forbidden to run: name another folder by HELIOGRAPH_TMP (%s)"
        .formatted(System.getProperty("java.io.tmpdir"), String.valueOf(fault.getMessage()));
  }

  /** Returns a sentence that does not name the file again. */
  private static String reason(Throwable cause, String message) {
    boolean named =
        cause instanceof FileSystemException file
            && file.getFile() != null
            && message.contains(file.getFile());
    return switch (cause) {
      case NoSuchFileException file when named -> "there is no such file or folder";
      case AccessDeniedException file when named -> "permission denied";
      case FileSystemException file when named && file.getReason() != null -> file.getReason();
      default -> sentence(cause);
    };
  }

  private static String withCause(Throwable fault) {
    Throwable cause = fault.getCause();
    String message = fault.getMessage();
    if (cause == null) {
      return message == null || fault instanceof NullPointerException ? INTERNAL : message;
    }
    if (message == null || message.equals(cause.toString())) {
      return sentence(cause);
    }
    boolean io = cause instanceof IOException || cause instanceof UncheckedIOException;
    if (!io) {
      return message;
    }
    String reason = reason(cause, message);
    String told = String.valueOf(cause.getMessage());
    boolean isTold = message.contains(reason) || told.contains(" ") && message.contains(told);
    return isTold ? message : message + ": " + reason;
  }
}
