package io.drover.monitor.access;

import io.drover.monitor.access.AccessRules.Oidc;
import io.drover.monitor.access.AccessRules.StaticToken;
import io.drover.service.target.RegistryException;
import io.drover.service.target.ReloadedFile;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, read from access.yml and read again within a second of a change; a broken file
 * keeps the last good one. Without a file, or with one that names no one, programs on this machine
 * may read and the generated token may everything. Thread-safe.
 */
public final class Access implements Closeable {
  /** Name of whoever has the generated token. */
  public static final String LOCAL = "local";

  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+]");

  private final @Nullable ReloadedFile<AccessRules> file;
  private final @Nullable GeneratedToken generated;
  private final Clock clock;
  private volatile @Nullable JwtVerifier verifier;

  private Access(
      @Nullable ReloadedFile<AccessRules> file, @Nullable GeneratedToken generated, Clock clock) {
    this.file = file;
    this.generated = generated;
    this.clock = clock;
  }

  /**
   * Reads the file.
   *
   * @param file null for none
   * @param token where the generated token is written while no one else could say who he is; null
   *     for a new place
   * @throws RegistryException the file is missing or wrong: one sentence with file, line and path
   */
  public static Access open(@Nullable Path file, @Nullable Path token, Clock clock) {
    ReloadedFile<AccessRules> rules =
        file == null ? null : new ReloadedFile<>(file, Duration.ofSeconds(1), AccessReader::read);
    boolean alone = rules == null || !rules.value().namesAnyone();
    return new Access(rules, alone ? GeneratedToken.create(token) : null, clock);
  }

  /** The generated token; empty where access.yml named someone at the start. */
  public Optional<GeneratedToken> generated() {
    return Optional.ofNullable(generated);
  }

  /** Why the file as it is now is not in force, in one sentence; empty when it is. */
  public Optional<String> problem() {
    return file == null ? Optional.empty() : file.problem();
  }

  /** Whether a request under this name of a host may go without saying who asks. */
  boolean trusts(String host) {
    String name = host.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
    // No one can have an address, as against a name, lead somewhere else.
    return name.equals("localhost")
        || ADDRESS.matcher(name).matches()
        || rules().hosts().contains(name);
  }

  /** Whether it is a name of the monitor that access.yml tells. */
  boolean named(String host) {
    return rules().hosts().contains(host.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT));
  }

  Caller anonymous(boolean sameMachine) {
    return file == null && sameMachine
        ? Caller.nobody(Role.VIEWER)
        : Caller.nobody(rules().anonymous());
  }

  /** Whose credential it is; empty when it is no one's. */
  Optional<Identity> identify(String credential) {
    Optional<Identity> known = byHash(TokenHash.of(credential));
    Oidc oidc = rules().oidc();
    return known.isPresent() || oidc == null ? known : verifier(oidc).verify(credential);
  }

  /** Who it is now; empty when what proved it holds no more. */
  Optional<Caller> stillHolds(Identity identity) {
    return switch (identity) {
      case Identity.ByToken token -> byHash(token.hash()).map(Identity::caller);
      case Identity.ByProvider provider ->
          provider.oidc().equals(rules().oidc()) && clock.instant().isBefore(provider.until())
              ? Optional.of(provider.caller())
              : Optional.empty();
    };
  }

  private Optional<Identity> byHash(TokenHash hash) {
    Identity found = null;
    for (StaticToken token : rules().tokens()) {
      if (token.hash().is(hash)) {
        found = new Identity.ByToken(token.caller(), hash);
      }
    }
    if (generated != null && generated.hash().is(hash)) {
      found = new Identity.ByToken(Caller.of(LOCAL, Role.APPROVER, Map.of()), hash);
    }
    return Optional.ofNullable(found);
  }

  private AccessRules rules() {
    return file == null ? AccessRules.NONE : file.value();
  }

  private JwtVerifier verifier(Oidc oidc) {
    JwtVerifier current = verifier;
    if (current == null || !current.isFor(oidc)) {
      current = new JwtVerifier(oidc);
      verifier = current;
    }
    return current;
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
    if (generated != null) {
      generated.close();
    }
  }
}
