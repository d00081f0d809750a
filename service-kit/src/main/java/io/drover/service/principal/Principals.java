package io.drover.service.principal;

import io.drover.bus.Signed;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import io.drover.service.target.RegistryException;
import io.drover.service.target.ReloadedFile;
import java.io.Closeable;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Persons and services whose signatures can be checked, read from principals.yml and read again
 * when the file changes. A broken file keeps the last good one. Thread-safe.
 */
public final class Principals implements Closeable {
  /** How long after its signing a record may reach the broker. */
  static final Duration OLDEST = Duration.ofHours(1);

  /** By how much the signer's clock may be ahead of the broker's. */
  static final Duration AHEAD = Duration.ofMinutes(5);

  private final @Nullable ReloadedFile<Map<String, List<PublicKey>>> file;

  private Principals(@Nullable ReloadedFile<Map<String, List<PublicKey>>> file) {
    this.file = file;
  }

  /** Nobody can be proven. */
  public static Principals none() {
    return new Principals(null);
  }

  /**
   * Reads the file and watches it every second until closed.
   *
   * @throws RegistryException the file is missing or wrong: one sentence with file, line and path
   */
  public static Principals open(Path path) {
    return open(path, Duration.ofSeconds(1));
  }

  static Principals open(Path path, Duration interval) {
    return new Principals(new ReloadedFile<>(path, interval, PrincipalsReader::read));
  }

  /** Whether there is a file, so that names can be proven at all. */
  public boolean configured() {
    return file != null;
  }

  /** Why the file as it is now is not in force, in one sentence; empty when it is. */
  public Optional<String> problem() {
    return file == null ? Optional.empty() : file.problem();
  }

  /**
   * Checks that a record was signed, not long before it was published, by the one whom it names.
   * For a requester of Drover's own, such as an operation that asks for a backup, that is any
   * principal whose name begins with {@code drover/}.
   *
   * @param signed what the record says about its signature; null when nothing
   * @param publishedAt the broker's timestamp of the record
   * @throws OperationFailure {@code NOT_PERMITTED}, with what to do
   */
  public void require(@Nullable Signed signed, String requestedBy, Instant publishedAt)
      throws OperationFailure {
    if (file == null) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The service knows no keys, so that nobody can prove who he is.",
          "Set DROVER_PRINCIPALS of the service to the path of principals.yml.");
    }
    if (signed == null) {
      throw refused(
          "The policy names persons, and this command"
              + (requestedBy.isEmpty() ? " names nobody and" : " of " + requestedBy)
              + " is not signed.");
    }
    List<PublicKey> keys = keys(signed.principal());
    if (keys.isEmpty()) {
      throw refused("The command is signed by someone whom principals.yml does not name.");
    }
    if (!same(requestedBy, signed.principal())) {
      throw refused(
          "The command names "
              + (requestedBy.isEmpty() ? "nobody" : requestedBy)
              + " and is signed by "
              + signed.principal()
              + ".");
    }
    if (keys.stream().noneMatch(signed::by)) {
      throw refused(
          "The signature of "
              + signed.principal()
              + " does not fit: topic, headers or content were changed after it,"
              + " or its key is not in principals.yml.");
    }
    if (publishedAt.isAfter(signed.signedAt().plus(OLDEST))
        || publishedAt.isBefore(signed.signedAt().minus(AHEAD))) {
      throw refused(
          "The signature of "
              + signed.principal()
              + " was made at "
              + signed.signedAt()
              + ", and the command came at "
              + publishedAt
              + ": more than an hour lies between, or a clock is wrong.");
    }
  }

  private List<PublicKey> keys(String principal) {
    return file == null ? List.of() : file.value().getOrDefault(principal, List.of());
  }

  private static boolean same(String requestedBy, String principal) {
    return requestedBy.startsWith(Policy.OWN_REQUESTERS)
        ? principal.startsWith(Policy.OWN_REQUESTERS)
        : principal.equals(requestedBy);
  }

  private static OperationFailure refused(String message) {
    return OperationFailure.of(
        FailureCode.NOT_PERMITTED,
        message,
        "Sign it: ./drover key NAME makes a key and prints what goes into principals.yml;"
            + " DROVER_SIGNING_KEY=FILE ./drover ... signs by it.");
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
