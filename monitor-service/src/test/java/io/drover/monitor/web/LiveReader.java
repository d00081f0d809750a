package io.drover.monitor.web;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Someone who reads live events until closed. */
final class LiveReader implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final InputStream body;

  LiveReader(MonitorProcess monitor, String[] caller, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of(caller));
    all.addAll(List.of(headers));
    HttpRequest request =
        HttpRequest.newBuilder(monitor.address("/api/stream"))
            .headers(all.toArray(String[]::new))
            .build();
    body = monitor.client().send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    Thread.ofVirtual()
        .start(
            () -> {
              try (Scanner scanner = new Scanner(body, StandardCharsets.UTF_8)) {
                while (scanner.hasNextLine()) {
                  lines.add(scanner.nextLine());
                }
              }
            });
  }

  void awaitLine(Predicate<String> wanted) {
    await().until(() -> lines.stream().anyMatch(wanted));
  }

  List<String> lines() {
    return lines;
  }

  /** Id of the newest event. */
  String position() {
    return lines.stream()
        .filter(line -> line.startsWith("id:"))
        .reduce((_, later) -> later)
        .orElseThrow()
        .substring(3)
        .strip();
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
