package io.drover.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of this machine's own programs on 127.0.0.1, with its data and log in one folder.
 * Its password is made at the first start and kept. Thread-safe.
 */
public final class LocalPostgres implements PostgresServer {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration IN_ORDER = Duration.ofSeconds(20);

  private final LocalPostgresBuilder wanted;
  private final PostgresHome home;
  private final Path programs;
  private final String password;
  private final Thread hook = new Thread(this::close, "drover-postgres-stop");
  private int port;
  private @Nullable Postmaster running;

  LocalPostgres(LocalPostgresBuilder wanted) {
    this.wanted = wanted;
    this.home = PostgresHome.at(wanted.folder());
    this.programs = PostgresCluster.prepare(home, wanted.programs(), wanted.clusterOptions());
    this.password = PostgresCluster.password(home);
    if (wanted.dieWithParent() && !Children.canDieWithParent()) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  /** A server whose data lies in this folder, which is made when it is missing. */
  public static LocalPostgresBuilder at(Path dataDirectory) {
    return new LocalPostgresBuilder(dataDirectory.toAbsolutePath().normalize());
  }

  /**
   * Where the data really lies: elsewhere than wanted when the server's user cannot enter that
   * folder.
   */
  public Path dataDirectory() {
    return home.folder();
  }

  /** The server's log. */
  public Path log() {
    return home.log();
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public synchronized int port() {
    return port;
  }

  @Override
  public String superuser() {
    return PostgresCluster.SUPERUSER;
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public Path passwordFile() {
    return home.passwordFile();
  }

  @Override
  public int majorVersion() {
    return PostgresProbe.majorVersion(this);
  }

  @Override
  public synchronized void start() {
    if (running != null && running.process().isAlive()) {
      return;
    }
    Optional<Postmaster> leftover = Postmaster.of(home.data());
    if (leftover.isPresent() && wanted.adoptRunning()) {
      running = leftover.get();
      port = leftover.get().port();
      if (!Waiting.until(DEADLINE, () -> PostgresProbe.answers(this))) {
        throw new LocalStackException(
            "The PostgreSQL that runs on " + home.folder() + " does not answer.", "see " + log());
      }
    } else {
      leftover.ifPresent(postmaster -> postmaster.stop(IN_ORDER));
      port = port == 0 ? FreePorts.preferring(wanted.port()) : port;
      Optional<String> signal = wanted.dieWithParent() ? Optional.of("INT") : Optional.empty();
      List<String> words = wanted.command(programs, home.data(), port);
      var launch = new PostgresLaunch(new Children.Command(words, home.runAs(), signal), home);
      running = new Postmaster(launch.awaitAnswerOf(this, DEADLINE), port);
    }
  }

  @Override
  public synchronized void stop() {
    if (running != null) {
      running.stop(IN_ORDER);
    }
    running = null;
  }

  @Override
  public synchronized void kill() {
    if (running != null) {
      running.process().killTree(DEADLINE);
    }
    running = null;
  }

  @Override
  public void close() {
    stop();
    if (wanted.deleteOnClose()) {
      Folders.deleteQuietly(home.folder());
    }
    if (!Thread.currentThread().equals(hook)) {
      ShutdownHooks.remove(hook);
    }
  }
}
