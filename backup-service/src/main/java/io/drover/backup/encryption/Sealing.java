package io.drover.backup.encryption;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.drover.backup.repository.Manifest.Encryption;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Policy;
import io.drover.service.target.SecretReference;
import io.drover.service.target.UnresolvedSecretException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts archives as a policy says. With public keys it holds nothing that opens them again.
 * Thread-safe.
 */
public final class Sealing {
  private static final Sealing NONE = new Sealing(List.of(), null);

  private final List<RecipientStanzaWriter> keys;
  private final @Nullable Encryption description;

  private Sealing(List<RecipientStanzaWriter> keys, @Nullable Encryption description) {
    this.keys = keys;
    this.description = description;
  }

  /** Leaves archives as they are. */
  public static Sealing none() {
    return NONE;
  }

  /**
   * As the policy says.
   *
   * @throws OperationFailure {@code BACKUP_KEY_MISSING}: a recipient is no public key, or the
   *     passphrase cannot be read
   */
  public static Sealing of(Policy.@Nullable Encryption policy) throws OperationFailure {
    if (policy == null) {
      return NONE;
    }
    SecretReference passphrase = policy.passphrase();
    return passphrase == null ? toRecipients(policy.recipients()) : withPassphrase(passphrase);
  }

  private static Sealing toRecipients(List<String> recipients) throws OperationFailure {
    List<RecipientStanzaWriter> keys = new ArrayList<>();
    for (String recipient : recipients) {
      try {
        keys.add(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient));
      } catch (GeneralSecurityException | RuntimeException e) {
        throw OperationFailure.of(
                FailureCode.BACKUP_KEY_MISSING,
                "The recipient " + recipient + " of the policy is no public key of age.",
                "age-keygen -y IDENTITY_FILE # prints it; correct policy.backup.encryption")
            .causedBy(e);
      }
    }
    return new Sealing(keys, new Encryption("age", List.copyOf(recipients)));
  }

  private static Sealing withPassphrase(SecretReference reference) throws OperationFailure {
    try {
      return new Sealing(
          List.of(new Passphrase(reference.resolve())), new Encryption("age", List.of()));
    } catch (UnresolvedSecretException e) {
      throw OperationFailure.of(
              FailureCode.BACKUP_KEY_MISSING,
              "The passphrase of the policy cannot be read from " + reference + ".",
              reference.lookCommand())
          .causedBy(e);
    }
  }

  /** What the manifest says of it; null when archives are not encrypted. */
  public @Nullable Encryption description() {
    return description;
  }

  /** What is added to the names of files. */
  public String suffix() {
    return description == null ? "" : ".age";
  }

  /**
   * A stream whose content goes encrypted into another, which is closed with it.
   *
   * @throws IOException the other one took no header
   */
  public OutputStream seal(OutputStream out) throws IOException {
    if (description == null) {
      return out;
    }
    try {
      return Channels.newOutputStream(
          new StandardEncryptingChannelFactory()
              .newEncryptingChannel(Channels.newChannel(out), keys));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot encrypt as age does", e);
    }
  }
}
