package heliograph.api;

/**
 * The names of the answers that many paths of the API share, as its OpenAPI document publishes
 * them: generated clients use them, so they stay as they are.
 */
final class ResponseNames {
  static final String NOT_MODIFIED = "NotModified";
  static final String BAD_REQUEST = "BadRequest";
  static final String UNAUTHORIZED = "Unauthorized";
  static final String FORBIDDEN = "Forbidden";
  static final String NOT_FOUND = "NotFound";
  static final String NOT_ACCEPTABLE = "NotAcceptable";
  static final String TOO_LONG = "ContentTooLarge";
  static final String TOO_SLOW = "RequestTimeout";
  static final String UNSUPPORTED = "UnsupportedMediaType";
  static final String TOO_MANY_REQUESTS = "TooManyRequests";
  static final String CONFLICT = "Conflict";
  static final String SERVICE_UNAVAILABLE = "ServiceUnavailable";

  private ResponseNames() {}
}
