package io.drover.schemas;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;

/**
 * Freezes the present schemas as a version, with golden bytes. Run it at a release, from the root
 * of the project; it never overwrites:
 *
 * <pre>
 * ./mvnw -q -pl schemas test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp schemas/target/classes:schemas/target/test-classes:$(cat schemas/target/cp) io.drover.schemas.Release 2
 * </pre>
 */
public final class Release {

  static final Path RELEASED = Path.of("src/main/resources/io/drover/schemas/released");
  static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Release() {}

  /** Takes the number of the version. */
  public static void main(String[] args) throws IOException {
    Path module = Path.of("schemas");
    Path released = module.resolve(RELEASED).resolve(args[0]);
    Path golden = module.resolve(GOLDEN).resolve(args[0]);
    Files.createDirectories(released.getParent());
    Files.createDirectories(golden.getParent());
    Files.createDirectory(released);
    Files.createDirectory(golden);
    for (var type : Topics.allRecords().toList()) {
      Schema schema = portable(SpecificData.get().getSchema(type));
      write(released.resolve(schema.getName() + ".avsc"), pretty(schema) + "\n");
      GenericRecord sample = Samples.of(schema);
      ByteBuffer bytes = new BinaryMessageEncoder<>(new GenericData(), schema).encode(sample);
      byte[] body = new byte[bytes.remaining()];
      bytes.get(body);
      Files.write(golden.resolve(schema.getName() + ".bin"), body, StandardOpenOption.CREATE_NEW);
      write(golden.resolve(schema.getName() + ".json"), sample + "\n");
    }
  }

  static Schema portable(Schema schema) {
    return new Schema.Parser().parse(PortableSchema.json(schema));
  }

  private static String pretty(Schema schema) throws IOException {
    return JSON.readTree(schema.toString()).toPrettyString();
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
  }
}
