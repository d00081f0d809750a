package io.drover.localstack;

import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** The container engine of this machine, if there is one. */
final class ContainerEngine {
  private ContainerEngine() {}

  static boolean answers() {
    Loggers.off("org.testcontainers.dockerclient");
    return DockerClientFactory.instance().isDockerAvailable();
  }

  /** The port is fixed on the host: Docker would give another one at a restart. */
  static void bind(GenericContainer<?> container, int hostPort, int port) {
    container.setPortBindings(List.of("127.0.0.1:" + hostPort + ":" + port));
  }

  static void start(GenericContainer<?> container) {
    if (!container.isRunning()) {
      container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    }
  }

  static void stop(GenericContainer<?> container) {
    if (container.isRunning()) {
      container
          .getDockerClient()
          .stopContainerCmd(container.getContainerId())
          .withTimeout(20)
          .exec();
    }
  }

  static void kill(GenericContainer<?> container) {
    if (container.isRunning()) {
      container
          .getDockerClient()
          .killContainerCmd(container.getContainerId())
          .withSignal("KILL")
          .exec();
    }
  }
}
