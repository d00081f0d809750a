package io.drover.cli.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Instants in ISO 8601, with {@code Z} or an offset. */
public final class InstantConverter implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is no instant such as 2026-11-21T10:00:00Z or 2026-11-21T11:00:00+01:00");
    }
  }
}
