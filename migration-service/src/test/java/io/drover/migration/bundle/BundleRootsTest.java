package io.drover.migration.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleRootsTest {
  private static final BundleRoots ROOTS =
      BundleRoots.of("file:///srv/bundles/, https://Builds.example/drover, https://h:8443/");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "file:///srv/bundles/a.zip, /srv/bundles/a.zip",
    "file:///srv/bundles/x/../a.zip, /srv/bundles/a.zip",
    "file:///srv/./bundles/x/a.zip, /srv/bundles/x/a.zip",
    "https://builds.example/drover/a.zip, /drover/a.zip",
    "https://BUILDS.example:443/drover/x/a.zip, /drover/x/a.zip",
    "https://h:8443/a.zip, /a.zip"
  })
  void whatLiesUnderARootIsPermittedWithItsDotsResolved(String url, String path) throws Exception {
    assertThat(ROOTS.permit(URI.create(url)).getPath()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///srv/bundles2/a.zip",
        "file:///srv/bundles/../secret/a.zip",
        "file:///srv/bundles/%2e%2e/secret/a.zip",
        "file:///srv/bundles/%2E./secret/a.zip",
        "file:///srv/bundles/..%2fsecret/a.zip",
        "file:///srv/bundles/a%00.zip",
        "file:///srv/bundles/..%5c..%5ca.zip",
        "file:///../srv/bundles/../a.zip",
        "file:///etc/a.zip",
        "https://builds.example/droverx/a.zip",
        "https://builds.example/a.zip",
        "https://builds.example/drover/../a.zip",
        "https://builds.example:444/drover/a.zip",
        "https://builds.example.evil/drover/a.zip",
        "https://user@builds.example/drover/a.zip",
        "https://evil/https://builds.example/drover/a.zip",
        "http://builds.example/drover/a.zip",
        "https://h/a.zip"
      })
  void whatLiesElsewhereIsNotPermitted(String url) {
    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> ROOTS.permit(URI.create(url)));

    assertThat(failure.code()).isEqualTo(FailureCode.NOT_PERMITTED);
    assertThat(failure.remedy()).contains("DROVER_BUNDLE_ROOTS");
  }

  @Test
  void withoutRootsNothingIsPermitted() {
    assertThat(
            catchThrowableOfType(
                    OperationFailure.class,
                    () -> BundleRoots.of(" ").permit(URI.create("file:///a.zip")))
                .message())
        .contains("no place is set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/bundles",
        "http://host/",
        "https:///path/",
        "https://u:p@host/",
        "https://host/?token=1",
        "file://host/srv/",
        "file:///../srv/",
        "s3://bucket/",
        "https://host/,ftp://host/"
      })
  void aRootOfAnotherFormIsAMistakeOfTheConfiguration(String setting) {
    assertThatThrownBy(() -> BundleRoots.of(setting)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLinkUnderARootThatLeadsOutOfAllRootsIsNotPermitted() throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path secret = Archives.zipOf(outside.resolve("secret.zip"), "V1__one.sql", "SELECT 1");
    Files.createSymbolicLink(root.resolve("a.zip"), secret);
    Files.createSymbolicLink(root.resolve("sub"), outside);
    Files.createSymbolicLink(folder.resolve("linked-root"), root);
    Path real = Archives.zipOf(root.resolve("b.zip"), "V1__one.sql", "SELECT 1");

    try (Bundles bundles = bundles(folder.resolve("linked-root"))) {
      for (String name : new String[] {"a.zip", "sub/secret.zip"}) {
        var bundle = Archives.bundle(folder.resolve("linked-root").resolve(name));
        OperationFailure failure =
            catchThrowableOfType(OperationFailure.class, () -> bundles.unpack(bundle));
        assertThat(failure.code()).isEqualTo(FailureCode.NOT_PERMITTED);
      }
      Path through = folder.resolve("linked-root").resolve(real.getFileName());
      try (OpenBundle open = bundles.unpack(Archives.bundle(through))) {
        assertThat(open.folder().resolve("V1__one.sql")).exists();
      }
    }
  }

  @Test
  void aBundleThatIsNotThereOrNoFileIsAnInvalidRequest() throws Exception {
    Path folderNamedSo = Files.createDirectory(folder.resolve("b.zip"));
    Path empty = Files.createFile(folder.resolve("empty"));
    try (Bundles bundles = bundles(folder)) {
      for (Path each : new Path[] {folder.resolve("away.zip"), folderNamedSo}) {
        var bundle =
            io.drover.service.target.MigrationBundle.of("file://" + each, Archives.sha256(empty));
        OperationFailure failure =
            catchThrowableOfType(OperationFailure.class, () -> bundles.unpack(bundle));
        assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
        assertThat(failure.message()).contains(each.toString());
      }
    }
  }

  @Test
  void whatAKilledServiceLeftIsRemovedAtTheNextStartAndWhatLivesStays() throws Exception {
    Path shared = folder.resolve("private");
    Path dead;
    try (Bundles alive = Bundles.open(BundleRoots.of(""), shared)) {
      dead = Files.createDirectories(shared.resolve("dead/1/content"));
      Files.writeString(dead.resolve("V1__one.sql"), "SELECT 1");
      Files.createSymbolicLink(dead.resolve("link"), folder);
      try (Bundles _ = Bundles.open(BundleRoots.of(""), shared)) {
        assertThat(shared.resolve("dead")).doesNotExist();
        assertThat(folders(shared)).isEqualTo(2);
      }
      assertThat(alive.roots()).isNotNull();
      assertThat(folders(shared)).isEqualTo(1);
    }
    assertThat(folders(shared)).isZero();
    assertThat(folder).isDirectory();
  }

  @Test
  void aFolderThatOthersMayEnterIsNotUsed() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(
        shared, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> Bundles.open(BundleRoots.of(""), shared))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0700");
  }

  private Bundles bundles(Path root) throws IOException {
    return Bundles.open(BundleRoots.of(root.toUri().toString()), folder.resolve("private"));
  }

  private static long folders(Path shared) throws IOException {
    try (Stream<Path> children = Files.list(shared)) {
      return children.filter(Files::isDirectory).count();
    }
  }
}
