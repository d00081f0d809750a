package io.drover.localstack;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Made at the first call; a failure is not kept. */
final class Lazily<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private @Nullable T made;

  Lazily(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public synchronized T get() {
    T value = made;
    if (value == null) {
      value = maker.get();
      made = value;
    }
    return value;
  }
}
