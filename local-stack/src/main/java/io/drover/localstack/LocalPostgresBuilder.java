package io.drover.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a {@link LocalPostgres} shall be. Not thread-safe. */
public final class LocalPostgresBuilder {
  private final Path folder;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private PostgresPrograms programs = PostgresPrograms.find();
  private int port;
  private boolean adoptRunning;
  private boolean dieWithParent = true;
  private boolean deleteOnClose;
  private boolean pageChecksums;

  LocalPostgresBuilder(Path folder) {
    this.folder = folder;
    settings.put("max_connections", "300");
    settings.put("shared_buffers", "128MB");
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("unix_socket_directories", "");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("lc_messages", "C");
  }

  /** The port to take when it is free; another is taken when it is not, and for 0 (the default). */
  public LocalPostgresBuilder port(int wanted) {
    this.port = wanted;
    return this;
  }

  /** False: faster, and a crash of the machine (not of the server) loses data. Default true. */
  public LocalPostgresBuilder fsync(boolean durable) {
    // Nothing more: without synchronous_commit or full_page_writes a mere SIGKILL of the server
    // loses or tears data.
    settings.put("fsync", durable ? "on" : "off");
    return this;
  }

  /** A setting of postgresql.conf. */
  public LocalPostgresBuilder setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /**
   * Whether a server that runs on this folder already is taken over as it is (true) or stopped
   * first (the default).
   */
  public LocalPostgresBuilder adoptRunning(boolean adopt) {
    this.adoptRunning = adopt;
    return this;
  }

  /**
   * Whether the server is shut down when this JVM dies, however it dies (default true). Without
   * setpriv (not Linux) a JVM that is killed leaves it running.
   */
  public LocalPostgresBuilder dieWithParent(boolean die) {
    this.dieWithParent = die;
    return this;
  }

  /** Whether {@link LocalPostgres#close} deletes the data too (default false). */
  public LocalPostgresBuilder deleteOnClose(boolean delete) {
    this.deleteOnClose = delete;
    return this;
  }

  /** A new cluster has checksums of its pages, which are the default from version 18 on only. */
  public LocalPostgresBuilder pageChecksums() {
    this.pageChecksums = true;
    return this;
  }

  /** PostgreSQL's programs, when not those that {@link PostgresPrograms#find} finds. */
  public LocalPostgresBuilder programs(PostgresPrograms found) {
    this.programs = found;
    return this;
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @throws MissingProgramException when PostgreSQL is not installed
   * @throws LocalStackException when the folder cannot be used or the server does not answer within
   *     a minute
   */
  public LocalPostgres start() {
    var postgres = new LocalPostgres(this);
    postgres.start();
    return postgres;
  }

  List<String> command(Path programFolder, Path data, int chosenPort) {
    List<String> words =
        new ArrayList<>(
            List.of(programFolder.resolve("postgres").toString(), "-D", data.toString()));
    words.addAll(List.of("-p", String.valueOf(chosenPort)));
    settings.forEach((name, value) -> words.addAll(List.of("-c", name + "=" + value)));
    return words;
  }

  Path folder() {
    return folder;
  }

  PostgresPrograms programs() {
    return programs;
  }

  int port() {
    return port;
  }

  boolean adoptRunning() {
    return adoptRunning;
  }

  boolean dieWithParent() {
    return dieWithParent;
  }

  /** Options of initdb beside those that every cluster has. */
  List<String> clusterOptions() {
    return pageChecksums ? List.of("--data-checksums") : List.of();
  }

  boolean deleteOnClose() {
    return deleteOnClose;
  }
}
