package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.MaintenanceSucceeded;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

final class NotesTest {

  /** A fact as a newer contract may have it. */
  private static final class Warned extends SpecificRecordBase {
    private static final Schema SCHEMA =
        SchemaBuilder.record("Warned")
            .fields()
            .name("warnings")
            .type()
            .array()
            .items()
            .stringType()
            .noDefault()
            .endRecord();

    @Override
    public Schema getSchema() {
      return SCHEMA;
    }

    @Override
    public Object get(int field) {
      return List.of("Large objects are left out.", "One table is empty.");
    }

    @Override
    public void put(int field, Object value) {
      throw new UnsupportedOperationException("It is only read.");
    }
  }

  @Test
  void theWarningsOfAnyFactAreNotes() {
    assertThat(Notes.of(new Warned()))
        .containsExactly("note: Large objects are left out.", "note: One table is empty.");
    assertThat(
            Notes.of(
                MaintenanceSucceeded.newBuilder()
                    .setHeader(FakeHerd.header("maintenance", "op-1", "db", 2))
                    .setAction("import")
                    .setWarnings(List.of("CREATE DATABASE is left out."))
                    .build()))
        .containsExactly("note: CREATE DATABASE is left out.");
    assertThat(Notes.of(SampleFacts.restoredInPlace(FakeHerd.header("restore", "op-1", "db", 2))))
        .containsExactly("note: Large objects are left out of a selection.");
  }

  @Test
  void aFactThatWarnsOfNothingHasNone() {
    assertThat(Notes.of(SampleFacts.failed(FakeHerd.header("backup", "op-1", "db", 2)))).isEmpty();
    assertThat(Notes.of(SampleFacts.replaced(FakeHerd.header("restore", "op-1", "db", 2))))
        .isEmpty();
  }
}
