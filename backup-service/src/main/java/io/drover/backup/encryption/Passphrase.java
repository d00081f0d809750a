package io.drover.backup.encryption;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.codec.CanonicalBase64;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.crypto.EncryptedFileKey;
import com.exceptionfactory.jagged.framework.crypto.FileKeyDecryptorFactory;
import com.exceptionfactory.jagged.framework.crypto.FileKeyEncryptorFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.bouncycastle.crypto.generators.SCrypt;

/** The scrypt recipient of the age format: a key from a passphrase. */
final class Passphrase implements RecipientStanzaWriter, RecipientStanzaReader {
  private static final String TYPE = "scrypt";
  private static final byte[] LABEL =
      "age-encryption.org/v1/scrypt".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT_BYTES = 16;
  private static final int KEY_BYTES = 32;
  private static final int BLOCK = 8;

  /** 64 MiB of memory; age's own 18 would fill the whole heap of a service. */
  private static final int WORK_FACTOR = 16;

  private static final int LARGEST_WORK_FACTOR = 17;

  private final byte[] passphrase;

  Passphrase(String passphrase) {
    this.passphrase = passphrase.getBytes(StandardCharsets.UTF_8);
  }

  private record Stanza(List<String> arguments, byte[] body) implements RecipientStanza {
    @Override
    public String getType() {
      return TYPE;
    }

    @Override
    public List<String> getArguments() {
      return arguments;
    }

    @Override
    public byte[] getBody() {
      return body;
    }
  }

  @Override
  public Iterable<RecipientStanza> getRecipientStanzas(FileKey fileKey)
      throws GeneralSecurityException {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    EncryptedFileKey encrypted =
        new FileKeyEncryptorFactory()
            .newFileKeyEncryptor()
            .getEncryptedFileKey(fileKey, key(salt, WORK_FACTOR));
    return List.of(
        new Stanza(
            List.of(CanonicalBase64.getEncoder().encodeToString(salt), String.valueOf(WORK_FACTOR)),
            encrypted.getEncoded()));
  }

  @Override
  public FileKey getFileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
    Iterator<RecipientStanza> all = stanzas.iterator();
    RecipientStanza stanza = all.hasNext() ? all.next() : null;
    // A passphrase stands alone: specification, section "The scrypt recipient type".
    if (stanza == null || all.hasNext() || !stanza.getType().equals(TYPE)) {
      throw new UnsupportedRecipientStanzaException("not encrypted with a passphrase");
    }
    return new FileKeyDecryptorFactory()
        .newFileKeyDecryptor()
        .getFileKey(new EncryptedFileKey(stanza.getBody()), key(stanza.getArguments()));
  }

  private CipherKey key(List<String> arguments) throws GeneralSecurityException {
    if (arguments.size() != 2 || !arguments.getLast().matches("[1-9][0-9]?")) {
      throw new UnsupportedRecipientStanzaException("a damaged scrypt stanza");
    }
    byte[] salt =
        CanonicalBase64.getDecoder()
            .decode(arguments.getFirst().getBytes(StandardCharsets.US_ASCII));
    int workFactor = Integer.parseInt(arguments.getLast());
    if (salt.length != SALT_BYTES || workFactor > LARGEST_WORK_FACTOR) {
      throw new UnsupportedRecipientStanzaException(
          "a scrypt stanza with work factor " + workFactor);
    }
    return key(salt, workFactor);
  }

  private CipherKey key(byte[] salt, int workFactor) {
    byte[] labelled = Arrays.copyOf(LABEL, LABEL.length + salt.length);
    System.arraycopy(salt, 0, labelled, LABEL.length, salt.length);
    return new CipherKey(
        SCrypt.generate(passphrase, labelled, 1 << workFactor, BLOCK, 1, KEY_BYTES));
  }
}
