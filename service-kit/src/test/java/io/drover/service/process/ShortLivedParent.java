package io.drover.service.process;

import io.drover.service.target.SecretReference;
import io.drover.service.target.ServerEntry;
import java.util.List;
import java.util.Map;

/** A JVM of its own that starts a child, tells its pid and waits to be killed. */
final class ShortLivedParent {
  private ShortLivedParent() {}

  /** Arguments: the secret's reference. */
  public static void main(String[] args) throws Exception {
    var server =
        new ServerEntry(
            "main",
            "127.0.0.1",
            1,
            "postgres",
            "drover",
            new SecretReference(args[0]),
            "prefer",
            "");
    try (var runner = new ProcessRunner();
        ChildProcess child =
            runner.start(
                new ProcessRequest(
                    "sh", List.of("-c", "echo $$; exec sleep 300"), Map.of(), "postgres"),
                server,
                "drover/test/1")) {
      child.output().transferTo(System.out);
    }
  }
}
