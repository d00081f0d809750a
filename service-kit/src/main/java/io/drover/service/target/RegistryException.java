package io.drover.service.target;

/**
 * A registry file that cannot be used. The message is one sentence that names the line and the path
 * in the file.
 */
public final class RegistryException extends RuntimeException {
  RegistryException(String message) {
    super(message);
  }

  static RegistryException at(int line, String path, String what) {
    return new RegistryException("line " + line + ": " + path + " " + what);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
