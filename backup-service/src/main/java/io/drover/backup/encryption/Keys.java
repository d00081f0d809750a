package io.drover.backup.encryption;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.Encryption;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import io.drover.service.target.SecretReference;
import io.drover.service.target.UnresolvedSecretException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a policy names to open archives; they are read when an archive is opened and not
 * kept. Thread-safe.
 */
public final class Keys {
  private final Policy.@Nullable Encryption policy;

  /** The keys of this policy; null when it names none. */
  public Keys(Policy.@Nullable Encryption policy) {
    this.policy = policy;
  }

  /**
   * The content of an archive.
   *
   * @param stored the archive as it is stored
   * @throws OperationFailure {@code BACKUP_KEY_MISSING}: none of the keys opens it
   * @throws IOException it cannot be read
   */
  public InputStream open(Manifest manifest, InputStream stored)
      throws OperationFailure, IOException {
    Encryption encryption = manifest.encryption();
    if (encryption == null) {
      return stored;
    }
    List<RecipientStanzaReader> keys = readers(manifest, encryption);
    try {
      return Channels.newInputStream(
          new StandardDecryptingChannelFactory()
              .newDecryptingChannel(Channels.newChannel(stored), keys));
    } catch (GeneralSecurityException e) {
      throw missing(
              manifest,
              encryption,
              "is encrypted to a key that the policy of " + manifest.database() + " does not name")
          .causedBy(e);
    }
  }

  private List<RecipientStanzaReader> readers(Manifest manifest, Encryption encryption)
      throws OperationFailure {
    List<RecipientStanzaReader> readers = new ArrayList<>();
    if (policy != null && encryption.recipients().isEmpty() && policy.passphrase() != null) {
      readers.add(new Passphrase(secret(manifest, encryption, policy.passphrase())));
    }
    if (policy != null && !encryption.recipients().isEmpty()) {
      for (SecretReference identity : policy.identities()) {
        readers.addAll(identities(manifest, encryption, identity));
      }
    }
    if (readers.isEmpty()) {
      throw missing(
          manifest,
          encryption,
          "is encrypted, and the policy of " + manifest.database() + " names no key that opens it");
    }
    return readers;
  }

  /** A file as age-keygen writes it: comments, and an identity a line. */
  private static List<RecipientStanzaReader> identities(
      Manifest manifest, Encryption encryption, SecretReference reference) throws OperationFailure {
    List<RecipientStanzaReader> readers = new ArrayList<>();
    for (String line : secret(manifest, encryption, reference).lines().toList()) {
      String identity = line.strip();
      if (!identity.isEmpty() && !identity.startsWith("#")) {
        try {
          readers.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(identity));
        } catch (GeneralSecurityException | RuntimeException e) {
          // The cause could repeat the identity.
          throw missing(
              manifest, encryption, "cannot be opened: " + reference + " holds no identity of age");
        }
      }
    }
    return readers;
  }

  private static String secret(Manifest manifest, Encryption encryption, SecretReference reference)
      throws OperationFailure {
    try {
      return reference.resolve();
    } catch (UnresolvedSecretException e) {
      throw OperationFailure.of(
              FailureCode.BACKUP_KEY_MISSING,
              "The backup "
                  + manifest.backupId()
                  + " cannot be opened: the key at "
                  + reference
                  + " cannot be read.",
              reference.lookCommand())
          .withDetail(lock(encryption))
          .causedBy(e);
    }
  }

  private static OperationFailure missing(Manifest manifest, Encryption encryption, String why) {
    return OperationFailure.of(
            FailureCode.BACKUP_KEY_MISSING,
            "The backup " + manifest.backupId() + " " + why + ".",
            "Name in policy.backup.encryption of "
                + manifest.database()
                + (encryption.recipients().isEmpty()
                    ? " the passphrase it was made with."
                    : " an identity of one of the recipients, identities: [file:/path]."))
        .withDetail(lock(encryption));
  }

  private static String lock(Encryption encryption) {
    return "encrypted to "
        + (encryption.recipients().isEmpty()
            ? "a passphrase"
            : String.join(", ", encryption.recipients()));
  }
}
