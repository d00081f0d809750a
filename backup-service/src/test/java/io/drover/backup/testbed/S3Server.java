package io.drover.backup.testbed;

import static org.awaitility.Awaitility.await;

import io.drover.backup.repository.s3.Bucket;
import io.drover.localstack.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real S3 service, a process of its own on a free port of this machine, over a folder. */
public final class S3Server implements AutoCloseable {
  private static final String ACCESS_KEY = "test-access";
  private static final String SECRET_KEY = "test-secret";
  private static final String BUCKET = "backups";

  private final int port;
  private final Process process;

  /** Starts it with one bucket. */
  public S3Server(Path folder) throws IOException {
    Path buckets = folder.resolve("buckets");
    Files.createDirectories(buckets.resolve(BUCKET));
    this.port = FreePorts.any();
    Path properties = Files.writeString(folder.resolve("s3.properties"), properties(buckets));
    this.process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "-cp",
                    classPath(),
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    properties.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3.log").toFile())
            .start();
    await().atMost(Duration.ofSeconds(90)).until(this::listens);
  }

  /** It shares the S3 client's records with us, and what it has of its own goes first. */
  private static String classPath() {
    return Path.of("target", "s3-service").toAbsolutePath()
        + "/*"
        + File.pathSeparator
        + System.getProperty("java.class.path");
  }

  private String properties(Path buckets) {
    return """
    s3proxy.authorization=aws-v2-or-v4
    s3proxy.identity=%s
    s3proxy.credential=%s
    s3proxy.endpoint=http://127.0.0.1:%d
    jclouds.provider=filesystem-nio2
    jclouds.filesystem.basedir=%s
    jclouds.identity=none
    jclouds.credential=none
    """
        .formatted(ACCESS_KEY, SECRET_KEY, port, buckets);
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the S3 service ended by itself");
    }
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Port on which it listens. */
  public int port() {
    return port;
  }

  /** Its bucket, or the part of it below a prefix. */
  public Bucket bucket(String prefix) {
    return bucket(prefix, SECRET_KEY);
  }

  /** Its bucket, asked for with this secret. */
  public Bucket bucket(String prefix, String secretKey) {
    return new Bucket(
        URI.create("http://127.0.0.1:" + port),
        "us-east-1",
        BUCKET,
        prefix,
        true,
        () -> ACCESS_KEY,
        () -> secretKey);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
