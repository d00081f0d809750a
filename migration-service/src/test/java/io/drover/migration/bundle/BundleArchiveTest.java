package io.drover.migration.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleArchiveTest {
  private static final BundleLimits SMALL =
      new BundleLimits(1 << 20, 2 << 20, 50, Duration.ofSeconds(30));

  @TempDir Path folder;
  private Path root = Path.of("/");
  private Path shared = Path.of("/");
  private final HttpClient client = WebFetch.client().build();

  @BeforeEach
  void folders() throws IOException {
    root = Files.createDirectory(folder.resolve("bundles"));
    shared = folder.resolve("private");
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar.gz", "a.tgz", "a.zip"})
  void anArchiveIsUnpackedForNobodyElseAndRemovedAtTheEnd(String name) throws Exception {
    Path file = root.resolve(name);
    String[] content = {"./V1__one.sql", "SELECT 1", "sub/folder/V2__two.sql", "SELECT 2"};
    Path archive =
        name.endsWith("zip") ? Archives.zipOf(file, content) : Archives.tarOf(file, content);

    try (Bundles bundles = bundles()) {
      Path unpacked;
      try (OpenBundle bundle = bundles.unpack(Archives.bundle(archive))) {
        unpacked = bundle.folder();
        assertThat(unpacked.resolve("V1__one.sql")).hasContent("SELECT 1");
        assertThat(unpacked.resolve("sub/folder/V2__two.sql")).hasContent("SELECT 2");
        for (Path each = unpacked;
            !each.equals(folder);
            each = each.resolveSibling(".").normalize()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
              .isEqualTo("rwx------");
        }
      }
      assertThat(unpacked).doesNotExist();
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void theArchiveThatTheRemedyMakesIsTaken() throws Exception {
    Path migrations = Files.createDirectories(folder.resolve("migrations/sub"));
    Files.writeString(migrations.resolve("V1__one.sql"), "SELECT 1");
    Files.createSymbolicLink(migrations.resolve("V2__two.sql"), Path.of("V1__one.sql"));
    Path archive = root.resolve("bundle.tar.gz");
    Process tar =
        new ProcessBuilder(
                "tar",
                "-czhf",
                archive.toString(),
                "--hard-dereference",
                "-C",
                migrations.resolve("..").toString(),
                ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();

    try (Bundles bundles = bundles();
        OpenBundle bundle = bundles.unpack(Archives.bundle(archive))) {
      assertThat(bundle.folder().resolve("sub/V2__two.sql")).hasContent("SELECT 1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../V1__out.sql",
        "a/../../V1__out.sql",
        "a/../V1__in.sql",
        "/etc/V1__out.sql",
        "//V1__out.sql",
        "a//V1__out.sql",
        "..\\V1__out.sql",
        "C:/V1__out.sql",
        "c:V1__out.sql",
        "V1__\u0007bell.sql",
        "V1__\nline.sql",
      })
  void aNameThatLeadsElsewhereIsRefused(String name) throws Exception {
    refused(Archives.tarOf(root.resolve("a.tgz"), "V0__fine.sql", "", name, "SELECT 1"));
    refused(Archives.zipOf(root.resolve("a.zip"), "V0__fine.sql", "", name, "SELECT 1"));
    assertThat(Stream.of(folder, root, folder.resolve("..")))
        .noneMatch(each -> Files.exists(each.resolve("V1__out.sql")));
  }

  @Test
  void aNameWithANulIsRefused() {
    assertThat(
            catchThrowableOfType(
                    OperationFailure.class, () -> new EntryNames().accept("V1\u0000.sql", false))
                .code())
        .isEqualTo(FailureCode.INVALID_REQUEST);
  }

  @Test
  void aDeepOrLongNameIsRefused() throws Exception {
    refused(Archives.tarOf(root.resolve("a.tgz"), "a/".repeat(20) + "b.sql", ""));
    refused(Archives.tarOf(root.resolve("b.tgz"), "a".repeat(600), ""));
  }

  @Test
  void namesThatAreTheSameOnSomeFileSystemAreRefused() throws Exception {
    for (List<String> names :
        List.of(
            List.of("V1__a.sql", "V1__a.sql"),
            List.of("V1__a.sql", "./V1__a.sql"),
            List.of("V1__a.sql", "v1__A.sql"),
            List.of("sub/a.sql", "Sub/b.sql"),
            List.of("V1__\u00e9.sql", "V1__e\u0301.sql"),
            List.of("a", "a/b.sql"),
            List.of("a/b.sql", "a"))) {
      String first = names.getFirst();
      String second = names.getLast();
      refused(Archives.tarOf(root.resolve("a.tgz"), first, "1", second, "2"));
      refused(Archives.zipOf(root.resolve("a.zip"), first, "1", second, "2"));
    }
  }

  @Test
  void linksAndDevicesInATarFileAreRefused() throws Exception {
    for (byte type :
        new byte[] {
          TarConstants.LF_SYMLINK,
          TarConstants.LF_LINK,
          TarConstants.LF_CHR,
          TarConstants.LF_BLK,
          TarConstants.LF_FIFO,
          TarConstants.LF_CONTIG
        }) {
      OperationFailure failure =
          refused(
              Archives.tar(
                  root.resolve("a.tgz"),
                  out -> {
                    var entry = new TarArchiveEntry("V1__passwd.sql", type);
                    entry.setLinkName("/etc/passwd");
                    Archives.put(out, entry, "");
                  }));
      assertThat(failure.message()).contains("'V1__passwd.sql' is a link, a device");
    }
  }

  @Test
  void aFileBehindALinkedFolderIsNotWrittenThroughTheLink() throws Exception {
    refused(
        Archives.tar(
            root.resolve("a.tgz"),
            out -> {
              var link = new TarArchiveEntry("sub", TarConstants.LF_SYMLINK);
              link.setLinkName(folder.toString());
              Archives.put(out, link, "");
              Archives.put(out, new TarArchiveEntry("sub/V1__out.sql"), "SELECT 1");
            }));
    assertThat(folder.resolve("V1__out.sql")).doesNotExist();
  }

  @Test
  void linksAndDevicesInAZipFileAreRefused() throws Exception {
    for (int type : new int[] {UnixStat.LINK_FLAG, 0020000, 0010000}) {
      refused(
          Archives.zip(
              root.resolve("a.zip"),
              out -> {
                var entry = new ZipArchiveEntry("V1__passwd.sql");
                entry.setUnixMode(type | 0777);
                Archives.put(out, entry, "/etc/passwd");
              }));
    }
  }

  @Test
  void aBombIsRefusedWhenItIsLargerThanTheLimit() throws Exception {
    String zeros = "0".repeat(3 << 20);

    OperationFailure tar = refused(Archives.tarOf(root.resolve("a.tgz"), "V1__a.sql", zeros));
    OperationFailure zip = refused(Archives.zipOf(root.resolve("a.zip"), "V1__a.sql", zeros));

    assertThat(tar.message()).contains("larger than 2 MiB together");
    assertThat(zip.message()).contains("larger than 2 MiB together");
  }

  @Test
  void tooManyFilesAreRefused() throws Exception {
    String[] many = new String[102];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "V" + i + "__a.sql";
      many[i + 1] = "";
    }

    assertThat(refused(Archives.tarOf(root.resolve("a.tgz"), many)).message())
        .contains("more than 50");
    assertThat(refused(Archives.zipOf(root.resolve("a.zip"), many)).message())
        .contains("more than 50");
  }

  @Test
  void anArchiveLargerThanTheLimitIsNotReadToItsEnd() throws Exception {
    Path file = Files.write(root.resolve("a.zip"), new byte[(1 << 20) + 1]);

    assertThat(refused(file).message()).contains("larger than 1 MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tar.gz"})
  void whatIsNoArchiveIsRefused(String name) throws Exception {
    refused(Files.writeString(root.resolve(name), "SELECT 1;"));
    refused(Files.write(root.resolve(name), new byte[0]));
  }

  @Test
  void anArchiveThatEndsTooEarlyIsRefused() throws Exception {
    for (String name : List.of("a.zip", "a.tgz")) {
      Path file = root.resolve(name);
      String[] content = {"V1__one.sql", "SELECT 1", "V2__two.sql", "SELECT 2"};
      Path whole =
          name.endsWith("zip") ? Archives.zipOf(file, content) : Archives.tarOf(file, content);
      byte[] bytes = Files.readAllBytes(whole);
      refused(Files.write(whole, java.util.Arrays.copyOf(bytes, bytes.length / 2)));
    }
  }

  @Test
  void anArchiveOfAnotherSha256IsNotUnpacked() throws Exception {
    Path archive = Archives.zipOf(root.resolve("a.zip"), "V1__one.sql", "SELECT 1");
    var named = Archives.bundle(archive);
    Archives.zipOf(archive, "V1__one.sql", "DROP TABLE users");

    try (Bundles bundles = bundles()) {
      OperationFailure failure =
          catchThrowableOfType(OperationFailure.class, () -> bundles.unpack(named));
      assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
      assertThat(failure.message()).contains(named.sha256(), Archives.sha256(archive));
    }
  }

  private OperationFailure refused(Path archive) throws Exception {
    try (Bundles bundles = bundles()) {
      OperationFailure failure =
          catchThrowableOfType(
              OperationFailure.class, () -> bundles.unpack(Archives.bundle(archive)));
      assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
      assertThat(failure.remedy()).isNotEmpty();
      assertThat(left()).as("left of a refused bundle").containsExactly("lock");
      return failure;
    }
  }

  private Bundles bundles() throws IOException {
    return Bundles.open(BundleRoots.of(root.toUri().toString()), shared, SMALL, client);
  }

  /** Names of what lies in the folders of processes. */
  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.walk(shared)) {
      return files
          .filter(each -> shared.relativize(each).getNameCount() > 1)
          .map(each -> String.valueOf(each.getFileName()))
          .toList();
    }
  }
}
