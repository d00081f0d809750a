package io.drover.backup.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drover.backup.repository.Manifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedBackupTest {
  private static final String ORIGINAL = "encrypted_original";
  private static final String COPY = "encrypted_copy";
  private static final String PLAIN = "a text that must not be readable";

  // Made by age-keygen for this test.
  private static final String RECIPIENT =
      "age133qvr92qkutpyd0fhaeslax5djtnuq0tancd0l3f3p0k6ajdy4qqtrnqa9";
  private static final String IDENTITY =
      "AGE-SECRET-KEY-1X0J88RCXEJSH04UGUTHGJ9FR472SZLFCRRTG9KY4NL6PCGV87HASHKVG97";
  private static final String OTHER_RECIPIENT =
      "age1qun6z3sn2z2mgzrcmu6v2kfh79mperjrjr3xjdxdn3qczxxlj5qq2klvng";
  private static final String OTHER_IDENTITY =
      "AGE-SECRET-KEY-1G9KG3VN3E26Q6S4X4EKNLKT6EV74UTK0W80XJ7Q2MX3JGVQEW50QGUQNUU";

  @TempDir Path folder;
  private @Nullable TestBed made;

  private Path identity() throws IOException {
    return Files.writeString(
        folder.resolve("identity"), "# created: today\n# public key: …\n" + IDENTITY + "\n");
  }

  @AfterEach
  void close() throws Exception {
    if (made != null) {
      made.drop(ORIGINAL);
      made.drop(COPY);
      made.close();
    }
  }

  private TestBed bed(String encryption) throws Exception {
    TestBed bed =
        new TestBed(folder, ORIGINAL, "", ", backup: { encryption: { " + encryption + " } }");
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        "CREATE TABLE notes AS SELECT n, '"
            + PLAIN
            + "' || random() AS text FROM generate_series(1, 30000) n");
    made = bed;
    return bed;
  }

  private String recipients(String... identities) {
    return "recipients: ["
        + RECIPIENT
        + ", "
        + OTHER_RECIPIENT
        + "], identities: ["
        + String.join(", ", identities)
        + "]";
  }

  @Test
  void whatIsEncryptedToRecipientsIsRestoredWithAnIdentityOfOne() throws Exception {
    TestBed bed = bed(recipients("\"file:" + identity() + "\""));
    bed.run(bed.backup());

    Manifest manifest = bed.latest();
    assertThat(manifest.encryption())
        .isEqualTo(new Manifest.Encryption("age", List.of(RECIPIENT, OTHER_RECIPIENT)));
    assertThat(manifest.archive().file()).isEqualTo("database-1.dump.zst.age");
    assertThat(bed.runRestore(bed.restore("latest", COPY)).getRows()).isEqualTo(30_000);
  }

  @Test
  void aBackupNeedsNoPrivateKeyAndARestoreWithoutOneSaysSoBeforeItMakesAnything() throws Exception {
    TestBed bed = bed(recipients());
    bed.run(bed.backup());

    assertThat(keyIsMissing(bed)).contains("names no key that opens it");
  }

  @Test
  void aMissingKeyIsFoundBeforeTheSafetyBackupOfAReplacementIsAskedFor() throws Exception {
    TestBed bed = bed(recipients());
    bed.run(bed.backup());
    RestoreRequested replace =
        RestoreRequested.newBuilder()
            .setOperationId("replace-without-key")
            .setDatabase(TestBed.DATABASE)
            .setMode("replace")
            .setBackupId("latest")
            .setConfirm(TestBed.DATABASE)
            .build();

    TestAttempt<RestoreRequested> attempt = bed.restore(replace, 1);
    assertThatThrownBy(() -> bed.runRestore(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_KEY_MISSING));
    assertThat(attempt.steps()).doesNotContain("awaiting-safety-backup");
  }

  @Test
  void anIdentityOfNobodyAmongTheRecipientsIsAMissingKey() throws Exception {
    Path foreign =
        Files.writeString(
            folder.resolve("foreign"),
            "AGE-SECRET-KEY-1UWP6SW8WY93DZ0ADS9AFX3JPJ92T3SAV3Q6RURAVNJK6GULWS60SHS8G8G\n");
    TestBed bed = bed(recipients("\"file:" + foreign + "\""));
    bed.run(bed.backup());

    assertThat(keyIsMissing(bed)).contains("is encrypted to a key that the policy of shop");
  }

  @Test
  void aKeyThatIsNotWhereThePolicySaysIsAMissingKeyAndNoSecretIsRepeated() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken"), "AGE-SECRET-KEY-1BROKEN\n");
    TestBed bed = bed(recipients("\"file:" + broken + "\""));
    bed.run(bed.backup());
    assertThat(keyIsMissing(bed))
        .contains("holds no identity of age")
        .doesNotContain("AGE-SECRET-KEY");

    Files.delete(broken);
    assertThat(keyIsMissing(bed)).contains("cannot be read", "ls -l " + broken);
  }

  @Test
  void aPassphraseSealsAndOpens() throws Exception {
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery\n");
    TestBed bed = bed("passphrase: \"file:" + passphrase + "\"");
    bed.run(bed.backup());
    assertThat(bed.runRestore(bed.restore("latest", COPY)).getRows()).isEqualTo(30_000);

    Files.writeString(passphrase, "wrong horse");
    bed.drop(COPY);
    assertThat(keyIsMissing(bed)).doesNotContain("horse");
  }

  @Test
  void aRecipientWithAMistypedLetterMakesNoBackup() throws Exception {
    TestBed bed = bed("recipients: [" + RECIPIENT.replace(RECIPIENT.charAt(20), 'q') + "]");

    assertThatThrownBy(() -> bed.run(bed.backup()))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_KEY_MISSING));
    assertThat(bed.files()).isEmpty();
  }

  @Test
  void stockProgramsOpenIt() throws Exception {
    assumeThat(Path.of("/usr/bin/age")).exists();
    TestBed bed = bed(recipients());
    bed.run(bed.backup());
    Path archive =
        bed.root.resolve(
            bed.files().stream().filter(file -> file.endsWith(".age")).findFirst().orElseThrow());
    assertThat(new String(Files.readAllBytes(archive), StandardCharsets.UTF_8))
        .startsWith("age-encryption.org/v1\n")
        .doesNotContain(PLAIN);

    Path second = Files.writeString(folder.resolve("second"), OTHER_IDENTITY + "\n");
    List<Process> pipeline =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder("age", "-d", "-i", second.toString(), archive.toString()),
                new ProcessBuilder("zstd", "-d"),
                new ProcessBuilder("pg_restore", "--file=" + folder.resolve("script"))));
    for (Process each : pipeline) {
      assertThat(each.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(each.exitValue()).isZero();
    }
    assertThat(Files.readString(folder.resolve("script"))).contains("COPY public.notes", PLAIN);
  }

  /** The message of a restore's failure. */
  private static String keyIsMissing(TestBed bed) throws Exception {
    TestAttempt<RestoreRequested> attempt = bed.restore("latest", COPY);
    try (attempt) {
      OperationFailure failure =
          Objects.requireNonNull(
              catchThrowableOfType(OperationFailure.class, () -> bed.restores.handle(attempt)));
      assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_KEY_MISSING);
      assertThat(failure.remedy()).containsAnyOf("policy.backup.encryption of shop", "ls -l ");
      assertThat(attempt.steps()).doesNotContain("database-created");
      return failure.message() + failure.detail() + failure.remedy();
    }
  }
}
