package io.drover.service.wiring;

import io.drover.bus.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * The key by which the service signs what it asks others for.
 *
 * @param key null when it has none
 */
public record OwnKey(@Nullable SigningKey key) {}
