package io.drover.cli.stack;

import io.drover.cli.CliFailure;
import io.drover.cli.stack.ServiceProcess.Service;
import io.drover.localstack.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The services of a stack. Thread-safe; nothing is started once {@link #end} was called. */
final class StackServices {
  static final List<Service> ALL =
      List.of(
          new Service("monitor-service", 8080),
          new Service("backup-service", 8081),
          new Service("migration-service", 8082));

  private final Path root;
  private final StackFolder place;
  private final boolean dieWithParent;
  private final List<ServiceProcess> running = new ArrayList<>();
  private final Map<Service, Map<String, String>> environments = new HashMap<>();
  private boolean ended;

  StackServices(Path root, StackFolder place, boolean dieWithParent) {
    this.root = root;
    this.place = place;
    this.dieWithParent = dieWithParent;
  }

  static void requireBuilt(Path root) {
    for (Service service : ALL) {
      if (!Files.exists(service.jar(root))) {
        throw new CliFailure(
            "The " + service.name() + " is not built: " + service.jar(root) + " is missing.",
            "run ./drover in the clone, which builds it");
      }
    }
  }

  /**
   * Starts all of them.
   *
   * @param kafka bootstrap servers
   * @param stateUrl JDBC address of the state database
   */
  void start(String kafka, String stateUrl) {
    for (Service service : ALL) {
      environments.put(service, environment(service, kafka, stateUrl));
      forget(log(service));
      start(service, running.size());
    }
  }

  /** Starts the one of this name anew, on its port and with its log; nothing after the end. */
  synchronized void restart(String name) {
    for (int place = 0; place < running.size() && !ended; place++) {
      if (running.get(place).service().name().equals(name)) {
        start(running.get(place).service(), place);
      }
    }
  }

  private synchronized void start(Service service, int at) {
    if (ended) {
      throw new CliFailure("The stack was ended while it started.", "./drover up");
    }
    int port = at < running.size() ? running.get(at).port() : freePort(service);
    Map<String, String> environment = environments.getOrDefault(service, Map.of());
    ServiceProcess started =
        ServiceProcess.start(service, root, port, log(service), environment, dieWithParent);
    if (at < running.size()) {
      running.set(at, started);
    } else {
      running.add(started);
    }
  }

  private Path log(Service service) {
    return place.logs().resolve(service.name() + ".log");
  }

  private static void forget(Path log) {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new CliFailure("The log " + log + " cannot be begun anew: " + e, "rm '" + log + "'", e);
    }
  }

  /** A port that no service was given before, as none of them may listen yet. */
  private int freePort(Service service) {
    Set<Integer> given = new HashSet<>();
    running.forEach(each -> given.add(each.port()));
    int port = FreePorts.preferring(service.wantedPort());
    while (given.contains(port)) {
      port = FreePorts.any();
    }
    return port;
  }

  private Map<String, String> environment(Service service, String kafka, String stateUrl) {
    return Map.of(
        "DROVER_KAFKA",
        kafka,
        "DROVER_STATE_URL",
        stateUrl,
        "DROVER_STATE_USER",
        StateSetup.STATE_ROLE,
        "DROVER_STATE_PASSWORD",
        "file:" + place.secret(StateSetup.STATE_ROLE),
        "DROVER_DATABASES",
        place.databases().toString(),
        "DROVER_REPOSITORY",
        place.repository().toString(),
        "DROVER_EXCHANGE",
        place.exchange().toString(),
        "DROVER_INSTANCE",
        service.name() + "-1",
        "DROVER_HTTP_HOST",
        "127.0.0.1",
        "DROVER_TOKEN_FILE",
        place.token().toString());
  }

  /** Waits until each says that it is healthy. */
  void awaitHealthy() {
    List<CompletableFuture<Boolean>> healthy =
        processes().stream()
            .map(
                service ->
                    Background.start(
                        () -> {
                          service.awaitHealthy();
                          return true;
                        }))
            .toList();
    healthy.forEach(Background::join);
  }

  List<Member> members() {
    return processes().stream().map(ServiceProcess::member).toList();
  }

  /** Address of the monitor's page; the wanted one before the monitor is started. */
  String page() {
    List<ServiceProcess> processes = processes();
    int port = processes.isEmpty() ? ALL.getFirst().wantedPort() : processes.getFirst().port();
    return "http://127.0.0.1:" + port;
  }

  /** Ends them in order. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    members().parallelStream().forEach(Member::end);
  }

  private synchronized List<ServiceProcess> processes() {
    return List.copyOf(running);
  }
}
