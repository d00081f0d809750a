package io.drover.schemas;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ContractTest {

  private static final Path AVRO = Path.of("src/main/avro");
  private static final Path ASYNCAPI =
      Path.of("src/main/resources/io/drover/schemas/asyncapi.yaml");

  /** Only parts of other records: they stand on no topic for themselves. */
  private static final Set<String> PARTS = Set.of("OperationHeader");

  private final Map<String, Object> document = document();

  @Test
  void everySchemaFileIsARecordOfATopic() throws IOException {
    Set<String> records = Topics.allRecords().map(Class::getSimpleName).collect(toSet());
    records.addAll(PARTS);
    try (Stream<Path> files = Files.list(AVRO)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".avsc", "")))
          .containsExactlyInAnyOrderElementsOf(records);
    }
  }

  @Test
  void everyFactBeginsWithTheHeader() {
    List<Topic> facts = List.of(Topics.OPERATION_EVENTS, Topics.OPERATION_PROGRESS);
    for (Topic topic : facts) {
      for (var type : Topics.recordsOf(topic)) {
        Schema.Field first = SpecificData.get().getSchema(type).getFields().getFirst();
        assertThat(first.name()).isEqualTo("header");
        assertThat(first.schema().getName()).isEqualTo("OperationHeader");
      }
    }
  }

  @Test
  void asyncapiDescribesExactlyTheTopicsThatAreCreated() {
    Map<String, Object> channels = map(document.get("channels"));
    assertThat(channels.keySet())
        .containsExactlyElementsOf(Topics.all().stream().map(Topic::name).toList());
    for (Topic topic : Topics.all()) {
      Map<String, Object> channel = map(channels.get(topic.name()));
      Map<String, Object> kafka = map(map(channel.get("bindings")).get("kafka"));
      assertThat(channel)
          .containsEntry("address", topic.in("drover."))
          .containsEntry("description", topic.doc());
      assertThat(kafka)
          .containsEntry("topic", topic.in("drover."))
          .containsEntry("partitions", topic.partitions());
      assertThat(settings(kafka)).isEqualTo(new TreeMap<>(topic.config()));
    }
  }

  @Test
  void asyncapiListsTheRecordsOfEachTopicAndTheirKeys() {
    Map<String, Object> messages = map(map(document.get("components")).get("messages"));
    for (Topic topic : Topics.all()) {
      Map<String, Object> listed =
          map(map(map(document.get("channels")).get(topic.name())).get("messages"));
      List<String> records =
          Topics.recordsOf(topic).stream().map(type -> type.getSimpleName()).toList();
      if (!records.isEmpty()) {
        assertThat(listed.keySet()).containsExactlyElementsOf(records);
      }
      for (String name : listed.keySet()) {
        Map<String, Object> kafka = map(map(map(messages.get(name)).get("bindings")).get("kafka"));
        assertThat(map(kafka.get("key"))).containsEntry("description", topic.key());
      }
    }
  }

  @Test
  void asyncapiTakesPayloadsAndSummariesFromTheSchemaFiles() {
    Map<String, Object> messages = map(map(document.get("components")).get("messages"));
    for (var type : Topics.allRecords().toList()) {
      Map<String, Object> message = map(messages.get(type.getSimpleName()));
      Schema schema = SpecificData.get().getSchema(type);
      String ref = map(map(message.get("payload")).get("schema")).get("$ref").toString();
      assertThat(ASYNCAPI.resolveSibling(ref).normalize())
          .isEqualTo(AVRO.resolve(type.getSimpleName() + ".avsc"))
          .isRegularFile();
      assertThat(message)
          .containsEntry("name", schema.getFullName())
          .containsEntry("summary", schema.getDoc());
    }
  }

  @Test
  void everyReferenceInsideAsyncapiLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    collectReferences(document, references);
    assertThat(references)
        .filteredOn(ref -> ref.startsWith("#"))
        .isNotEmpty()
        .allSatisfy(
            ref -> {
              Object at = document;
              for (String step : ref.substring(2).split("/", -1)) {
                at = map(at).get(step);
              }
              assertThat(at).as(ref).isNotNull();
            });
  }

  @Test
  void codesAndKindsAreListedOnce() {
    assertThat(FailureCode.ALL).doesNotHaveDuplicates().hasSize(33);
    assertThat(new HashSet<>(Kinds.ALL)).hasSameSizeAs(Kinds.ALL);
  }

  private static Map<String, String> settings(Map<String, Object> kafka) {
    Map<String, String> settings = new TreeMap<>();
    map(kafka.get("topicConfiguration"))
        .forEach(
            (name, value) ->
                settings.put(
                    name,
                    value instanceof List<?> list
                        ? String.join(",", list.stream().map(Object::toString).toList())
                        : value.toString()));
    return settings;
  }

  private static void collectReferences(Object node, List<String> found) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if ("$ref".equals(key)) {
              found.add(value.toString());
            }
            collectReferences(value, found);
          });
    } else if (node instanceof List<?> list) {
      list.forEach(item -> collectReferences(item, found));
    }
  }

  private static Map<String, Object> document() {
    try {
      return map(new Yaml().load(Files.readString(ASYNCAPI)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> map(Object node) {
    assertThat(node).isInstanceOf(Map.class);
    Map<String, Object> copy = new LinkedHashMap<>();
    ((Map<?, ?>) node).forEach((key, value) -> copy.put(key.toString(), value));
    return copy;
  }
}
