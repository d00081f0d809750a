package io.drover.monitor.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides about every request before it is carried out: whose it is, whether a browser was tricked
 * into it, and whether its caller may do so much. Thread-safe.
 */
public final class Gate {
  /** Answered to everyone: what programs ask for that have no token, and what signing in needs. */
  private static final Set<String> OPEN =
      Set.of(
          "/health",
          "/health/liveness",
          "/health/readiness",
          "/prometheus",
          "/sign-in",
          "/sign-out");

  /** Scripts, styles and pictures of the pages, which tell nothing of the herd. */
  private static final Pattern ASSET = Pattern.compile("/assets/[0-9a-f]+/[a-z]+\\.[a-z]+");

  /** They bring no CSRF token, and need none: an origin is asked for, and the cookie is strict. */
  private static final Set<String> SIGNING = Set.of("/sign-in", "/sign-out");

  private static final String BEARER = "bearer ";
  private static final String TOKEN =
      "curl -H \"Authorization: Bearer $(cat TOKEN-FILE)\" ...; the monitor's log names the file,"
          + " or access.yml says whose tokens hold.";

  private final Access access;
  private final Sessions sessions;
  private final Limits writes;
  private final Limits failures;

  /**
   * A gate.
   *
   * @param writesPerMinute changes that each caller may ask for
   * @param failuresPerMinute wrong tokens that each address may show
   */
  public Gate(Access access, Clock clock, int writesPerMinute, int failuresPerMinute) {
    this.access = access;
    this.sessions = new Sessions(access, clock);
    this.writes = new Limits(writesPerMinute);
    this.failures = new Limits(failuresPerMinute);
  }

  /** What becomes of the request. */
  public Answer ask(Knock knock) {
    Optional<Answer.Refuse> tricked = tricked(knock);
    if (tricked.isPresent()) {
      return tricked.get();
    }
    return switch (who(knock)) {
      case Answer.Refuse refused -> open(knock) ? new Answer.Enter(Caller.nobody(null)) : refused;
      case Answer.Enter known -> open(knock) ? known : permitted(knock, known);
    };
  }

  private static boolean open(Knock knock) {
    return OPEN.contains(knock.path()) || ASSET.matcher(knock.path()).matches();
  }

  /**
   * Begins a session for whoever has this token.
   *
   * @return the session's id, or why there is none
   */
  public SignedIn signIn(Knock knock, String token) {
    Optional<Identity> identity =
        token.isBlank() ? Optional.empty() : access.identify(token.strip());
    if (identity.isPresent()) {
      return new SignedIn(sessions.begin(identity.get()), null);
    }
    return new SignedIn(null, wrong(knock));
  }

  /**
   * What came of signing in.
   *
   * @param session id of the session; null when there is none
   * @param why null when there is one
   */
  public record SignedIn(@Nullable String session, Answer.@Nullable Refuse why) {}

  /** Ends a session; one that is none changes nothing. */
  public void signOut(String session) {
    sessions.end(session);
  }

  private Answer who(Knock knock) {
    String authorization = knock.authorization();
    if (authorization != null) {
      boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
      Optional<Identity> identity =
          bearer
              ? access.identify(authorization.substring(BEARER.length()).strip())
              : Optional.empty();
      return identity
          .<Answer>map(one -> new Answer.Enter(one.caller()))
          .orElseGet(() -> wrong(knock));
    }
    String session = knock.session();
    Optional<Caller> signedIn = session == null ? Optional.empty() : sessions.find(session);
    if (signedIn.isPresent()) {
      return ofPage(knock, signedIn.get());
    }
    String host = knock.host();
    if (host == null || !access.trusts(host)) {
      return Answer.Refuse.of(
          403,
          "The monitor does not go by this name for those who do not say who they are.",
          "Add the name to hosts in access.yml, sign in, or ask by address.");
    }
    return new Answer.Enter(access.anonymous(knock.from().isLoopbackAddress()));
  }

  private static Answer ofPage(Knock knock, Caller caller) {
    if (!knock.changes() || SIGNING.contains(knock.path()) || same(caller.csrf(), knock.csrf())) {
      return new Answer.Enter(caller);
    }
    return Answer.Refuse.of(
        403,
        "The request comes with a session but without the page's own word for it.",
        "Load the page again; a program sends Authorization: Bearer instead of a cookie.");
  }

  private Answer permitted(Knock knock, Answer.Enter known) {
    Caller caller = known.caller();
    Role needed = knock.changes() ? Role.OPERATOR : Role.VIEWER;
    if (!caller.may(needed)) {
      return caller.known()
          ? Answer.Refuse.of(
              403,
              caller.name() + " does not have the role " + needed.word() + ".",
              "Ask whoever keeps access.yml, or the identity provider.")
          : Answer.Refuse.of(401, "The monitor does not know who asks.", TOKEN);
    }
    return knock.changes() && !writes.allows(caller.name())
        ? Answer.Refuse.tooMany("Too many changes were asked for within a minute.")
        : known;
  }

  private Answer.Refuse wrong(Knock knock) {
    return failures.allows(knock.place())
        ? Answer.Refuse.of(401, "The token is not valid, or holds no more.", TOKEN)
        : Answer.Refuse.tooMany("Too many wrong tokens came from this address.");
  }

  /** Whether another site had a browser send it. */
  private Optional<Answer.Refuse> tricked(Knock knock) {
    String site = knock.fetchSite();
    boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
    String origin = knock.origin();
    boolean other = origin != null && !own(origin, knock.host());
    return (knock.changes() && (foreign || other)) || (knock.api() && foreign)
        ? Optional.of(
            Answer.Refuse.of(
                403,
                "A page of another site has sent the request.",
                "Send it from the monitor's own page, or from a program."))
        : Optional.empty();
  }

  private boolean own(String origin, @Nullable String host) {
    String authority = origin.replaceFirst("^https?://", "");
    return !authority.equals(origin)
        && (authority.equalsIgnoreCase(host) || access.named(authority));
  }

  private static boolean same(@Nullable String one, @Nullable String other) {
    return one != null
        && other != null
        && MessageDigest.isEqual(
            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
