package io.drover.bus;

import java.util.Arrays;
import java.util.Random;

/** Damages bytes the way that bad luck and bad people do; the same damage for the same seed. */
final class Mutations {

  private Mutations() {}

  static byte[] damaged(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(1, 5); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(20));
        default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 9), (byte) 0xFF);
      }
    }
    return bytes;
  }
}
