package io.drover.system.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drover.system.harness.Herd;
import io.drover.system.harness.Requests;
import io.drover.system.harness.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A handful of requests, good ones and all kinds of bad ones, in an order that the seed decides.
 */
final class Workload {
  private static final int MOST_DUPLICATES = 5;

  private final Herd herd;
  private final Requests requests;
  private final Random random;
  private final List<Runnable> sends = new ArrayList<>();

  private Workload(Herd herd, Random random) {
    this.herd = herd;
    this.requests = herd.requests();
    this.random = random;
  }

  /** Publishes everything that may come to a step, or what alone comes to it, and bad requests. */
  static void publish(Herd herd, Random random, Steps.Step step) {
    Workload workload = new Workload(herd, random);
    Optional<OwnWork> own = OwnWork.of(step);
    if (own.isPresent()) {
      workload.sends.add(own.get().in(herd, random));
    } else if (step.service() != Service.MONITOR) {
      workload.good();
      workload.cancelled();
    }
    workload.bad();
    Collections.shuffle(workload.sends, random);
    workload.sends.forEach(Runnable::run);
    workload.requests.flush();
  }

  private void good() {
    Map<String, Object> backup = Requests.fields(requests.newId("backup"), "alpha");
    add("backup", backup, "succeeded");
    Map<String, Object> other = Requests.fields(Requests.idOf(backup), "alpha");
    other.put("reason", "the same id with other content");
    // The first of an id decides; the other one comes after it in the same partition.
    requests.request("backup", backup);
    requests.request("backup", other);
    Map<String, Object> directory = Requests.fields(requests.newId("backup"), "alpha");
    directory.put("format", "directory");
    directory.put("jobs", 2);
    add("backup", directory, "succeeded");
    add("restore", restore("alpha_copy"), "succeeded");
    Map<String, Object> parallel = Requests.fields(requests.newId("restore"), Herd.IN_A_DIRECTORY);
    parallel.put("backupId", "latest");
    parallel.put("targetName", herd.physical("delta_copy"));
    add("restore", parallel, "succeeded");
    add("verify", Requests.fields(requests.newId("verify"), "alpha"), "succeeded");
    add("restore", replacement("replace"), "succeeded");
    add("restore", addition(), "succeeded");
    Map<String, Object> retain = Requests.fields(requests.newId("maintenance"), "alpha");
    retain.put("action", "retain");
    add("maintenance", retain, "succeeded");
    for (String action : List.of("scrub", "rebuild-catalogue")) {
      Map<String, Object> upkeep = Requests.fields(requests.newId("maintenance"), Herd.COPIED);
      upkeep.put("action", action);
      add("maintenance", upkeep, "succeeded");
    }
    Map<String, Object> incoming = Requests.fields(requests.newId("import"), "gamma");
    incoming.put("action", "import");
    incoming.put("path", Herd.TO_IMPORT);
    add("maintenance", incoming, "succeeded");
    Map<String, Object> outgoing = Requests.fields(requests.newId("export"), "gamma");
    outgoing.put("action", "export");
    add("maintenance", outgoing, "succeeded");
    Map<String, Object> migrate = Requests.fields(requests.newId("migrate"), "beta");
    migrate.put("mode", "APPLY");
    add("migrate", migrate, "succeeded");
    // Never applied there, so that there is always something to rehearse.
    Map<String, Object> rehearse = Requests.fields(requests.newId("rehearse"), Herd.IN_A_DIRECTORY);
    rehearse.put("mode", "REHEARSE");
    add("migrate", rehearse, "succeeded");
    fleet();
    approved();
  }

  /** Of one who signs, as the herd asks its persons to; two at a time, the same one twice. */
  private void fleet() {
    Map<String, Object> fleet = Requests.fields(requests.newId("fleet"), "*");
    fleet.put("mode", "STATUS");
    fleet.put("databases", List.of("alpha", "beta", "gamma"));
    fleet.put("concurrency", 2);
    herd.expect(Requests.idOf(fleet), "succeeded");
    sends.add(() -> requests.signed("fleet", fleet, herd.key("ann")));
    sends.add(() -> requests.signed("fleet", fleet, herd.key("ann")));
  }

  /** Asked for by one, approved by the other, and by the one himself in vain. */
  private void approved() {
    Map<String, Object> migrate = Requests.fields(requests.newId("migrate"), Herd.APPROVED);
    migrate.put("mode", "APPLY");
    Map<String, Object> other = new LinkedHashMap<>(migrate);
    other.put("reason", "the same id with other content");
    herd.expect(Requests.idOf(migrate), "succeeded");
    sends.add(() -> requests.signed("migrate", migrate, herd.key("ann")));
    sends.add(() -> requests.signed("migrate", other, herd.key("ann")));
    sends.add(() -> herd.approveOnceHeld(Requests.idOf(migrate), "ann", "bob"));
  }

  private void cancelled() {
    Map<String, Object> backup = Requests.fields(requests.newId("backup"), "gamma");
    add("backup", backup, "succeeded", "cancelled");
    Map<String, Object> restore = restore("alpha_other");
    add("restore", restore, "succeeded", "cancelled");
    Map<String, Object> verify = Requests.fields(requests.newId("verify"), "alpha");
    add("verify", verify, "succeeded", "cancelled");
    if (random.nextBoolean()) {
      sends.add(() -> requests.cancel("verify", Requests.idOf(verify), "alpha"));
    }
    Map<String, Object> replacement = replacement("replace");
    replacement.put("safetyBackup", false);
    add("restore", replacement, "succeeded", "cancelled");
    if (random.nextBoolean()) {
      sends.add(() -> requests.cancel("restore", Requests.idOf(replacement), "alpha"));
    }
    // It may come before there is anything to undo.
    add("restore", replacement("undo"), "succeeded", "failed INVALID_REQUEST");
    if (random.nextBoolean()) {
      sends.add(() -> requests.cancel("backup", Requests.idOf(backup), "gamma"));
    }
    if (random.nextBoolean()) {
      sends.add(() -> requests.cancel("restore", Requests.idOf(restore), "alpha"));
    }
  }

  private void bad() {
    Map<String, Object> expired = Requests.fields(requests.newId("expired"), "alpha");
    expired.put("expiresAt", Instant.now().minusSeconds(60).toString());
    add("backup", expired, "rejected EXPIRED");
    Map<String, Object> unknown = Requests.fields(requests.newId("unknown"), "no-such-database");
    add("backup", unknown, "rejected UNKNOWN_DATABASE");
    sends.add(
        () -> requests.send("backup-requested", "alpha", "{\"operationId\": 7}".getBytes(UTF_8)));
    for (String kind : List.of("backup", "restore", "verify", "migrate", "maintenance")) {
      byte[] garbage = new byte[1 + random.nextInt(60)];
      random.nextBytes(garbage);
      garbage[0] = (byte) 0xFF;
      sends.add(() -> requests.send(kind + "-requested", "alpha", garbage));
    }
  }

  private Map<String, Object> restore(String name) {
    Map<String, Object> fields = Requests.fields(requests.newId("restore"), "alpha");
    fields.put("backupId", "latest");
    fields.put("targetName", herd.physical(name));
    return fields;
  }

  private Map<String, Object> replacement(String mode) {
    Map<String, Object> fields = Requests.fields(requests.newId(mode), "alpha");
    fields.put("mode", mode);
    fields.put("confirm", "alpha");
    fields.put("graceSeconds", 0);
    if (mode.equals("replace")) {
      fields.put("backupId", "latest");
    }
    return fields;
  }

  /** Rows of a table without a key, so that each commit adds them once more. */
  private Map<String, Object> addition() {
    Map<String, Object> fields = Requests.fields(requests.newId("addition"), "gamma");
    fields.put("mode", "in-place");
    fields.put("confirm", "gamma");
    fields.put("backupId", "latest");
    fields.put("safetyBackup", false);
    fields.put("dataOnly", true);
    fields.put("tables", List.of("public.feeling"));
    fields.put("overrides", List.of("ACTIVE_CONNECTIONS"));
    return fields;
  }

  private void add(String kind, Map<String, Object> fields, String... outcomes) {
    herd.expect(Requests.idOf(fields), outcomes);
    int times = 1 + random.nextInt(MOST_DUPLICATES);
    for (int i = 0; i < times; i++) {
      sends.add(() -> requests.request(kind, fields));
    }
  }
}
