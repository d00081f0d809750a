package io.drover.service.target;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads what databases.yml says of one repository. */
final class RepositoryReader {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");
  private static final Pattern ENDPOINT = Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]+/?");

  private RepositoryReader() {}

  static RepositoryEntry read(String name, YamlSection section) {
    RepositoryEntry entry =
        section.has("bucket")
            ? bucket(name, section)
            : new RepositoryEntry.Folder(
                name, Path.of(section.parsed("folder", RegistryValues::absolutePath)));
    section.end();
    return entry;
  }

  private static RepositoryEntry.Bucket bucket(String name, YamlSection section) {
    return new RepositoryEntry.Bucket(
        name,
        section.has("endpoint") ? section.parsed("endpoint", RepositoryReader::endpoint) : null,
        section.text("region", "us-east-1"),
        section.parsed("bucket", RepositoryReader::bucketName),
        section.parsed("prefix", RepositoryReader::prefix, ""),
        section.parsed("path-style", RegistryValues::flag, Boolean.FALSE),
        section.parsed("access-key", RegistryValues::secret),
        section.parsed("secret-key", RegistryValues::secret));
  }

  private static String bucketName(String text) {
    return RegistryValues.require(text, BUCKET.matcher(text).matches(), "is no name of a bucket");
  }

  private static String prefix(String text) {
    return RegistryValues.require(
        text,
        PREFIX.matcher(text).matches(),
        "must be words of letters, digits, dots, dashes and underscores, divided by slashes");
  }

  private static URI endpoint(String text) {
    return URI.create(
        RegistryValues.require(
            text, ENDPOINT.matcher(text).matches(), "must be like https://s3.example.com:9000"));
  }
}
