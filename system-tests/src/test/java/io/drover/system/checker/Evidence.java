package io.drover.system.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that was published in a run, read once. */
final class Evidence {
  private final Scene scene;
  private final Map<String, List<RawRecord>> records;
  private final AvroReader avro;
  private final Map<String, List<Fact>> facts = new TreeMap<>();
  private final Map<String, List<Request>> requests = new TreeMap<>();
  private final List<RawRecord> nameless = new ArrayList<>();
  private final List<RawRecord> unreadable = new ArrayList<>();
  private final List<String> undecoded = new ArrayList<>();

  Evidence(Scene scene) {
    this.scene = scene;
    this.records = KafkaReader.readAll(scene.bootstrapServers(), scene.prefix());
    this.avro = new AvroReader(topic("schemas"));
    for (RawRecord each : topic("operation-events")) {
      Optional<Fact> fact = avro.decode(each.body()).map(body -> new Fact(each, body));
      fact.ifPresentOrElse(
          known -> facts.computeIfAbsent(known.operation(), key -> new ArrayList<>()).add(known),
          () -> undecoded.add(each.place()));
    }
    // Within a partition the order of reading is the order of writing, and an operation lives in
    // one.
    facts.values().forEach(list -> list.sort(Comparator.comparingLong(f -> f.record().offset())));
    records.forEach(
        (topic, list) -> {
          if (topic.endsWith("-requested")) {
            list.forEach(each -> sort(topic, each));
          }
        });
  }

  private void sort(String topic, RawRecord record) {
    Optional<Request> request = Request.of(record, topic, avro);
    if (request.isPresent() && !request.get().named()) {
      nameless.add(record);
    } else if (request.isPresent()) {
      requests
          .computeIfAbsent(request.get().operation(), key -> new ArrayList<>())
          .add(request.get());
    } else {
      unreadable.add(record);
    }
  }

  Scene scene() {
    return scene;
  }

  /** Records of a topic; empty when there is none. */
  List<RawRecord> topic(String name) {
    return records.getOrDefault(name, List.of());
  }

  /** Records by topic. */
  Map<String, List<RawRecord>> all() {
    return records;
  }

  AvroReader avro() {
    return avro;
  }

  /** Facts by operation, answers included, in the order of their partition. */
  Map<String, List<Fact>> facts() {
    return facts;
  }

  /** The facts of the operation's life, without answers. */
  List<Fact> life(String operation) {
    return facts.getOrDefault(operation, List.of()).stream().filter(f -> f.sequence() > 0).toList();
  }

  /** The operation's end, if it has one. */
  Optional<Fact> end(String operation) {
    return life(operation).stream().filter(Fact::terminal).findFirst();
  }

  /** Ends of all operations by operation. */
  Map<String, Fact> ends() {
    Map<String, Fact> ends = new LinkedHashMap<>();
    facts.keySet().forEach(key -> end(key).ifPresent(fact -> ends.put(key, fact)));
    return ends;
  }

  /** Requests by operation, in the order of their partition. */
  Map<String, List<Request>> requests() {
    return requests;
  }

  /** Records on request topics that no one can read. */
  List<RawRecord> unreadable() {
    return unreadable;
  }

  /** Requests that can be read and name no operation. */
  List<RawRecord> nameless() {
    return nameless;
  }

  /** Places of events that no published schema explains. */
  List<String> undecoded() {
    return undecoded;
  }
}
