package io.drover.monitor.web;

import io.drover.monitor.projection.Feed;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * Live events: operation, progress, health, service, alert, and resync where too much changed to
 * tell one by one. A reader that comes back with the id of the last event that it saw gets what it
 * has missed, or resync; a page that is opened does so with where the events stood before.
 */
@Controller("/api/stream")
class StreamController extends SecuredController {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Then a reader comes back, and its rights are looked at again. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Feed feed;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  StreamController(Feed feed) {
    this.feed = feed;
  }

  @Get
  @Produces(MediaType.TEXT_EVENT_STREAM)
  HttpResponse<?> stream(
      @Header("Last-Event-ID") @Nullable String last, @QueryValue @Nullable String since) {
    Feed.Subscription subscription = feed.subscribe(last == null ? since : last);
    if (subscription == null) {
      return problem(
              HttpStatus.SERVICE_UNAVAILABLE,
              "BUSY",
              "Too many look on already.",
              "Ask again in a minute.")
          .header("Retry-After", "60");
    }
    long end = System.nanoTime() + LONGEST.toNanos();
    Flux<Event<String>> events =
        Flux.<Event<String>>generate(sink -> next(subscription, end, sink))
            .startWith(heartbeat(subscription))
            .doFinally(signal -> subscription.close())
            .subscribeOn(Schedulers.fromExecutor(threads));
    return with(HttpResponse.ok(events), MediaType.TEXT_EVENT_STREAM);
  }

  private static void next(
      Feed.Subscription subscription, long end, SynchronousSink<Event<String>> sink) {
    try {
      boolean goesOn = subscription.open() && System.nanoTime() - end < 0;
      Feed.Event event = goesOn ? subscription.next(HEARTBEAT) : null;
      if (goesOn && subscription.open()) {
        sink.next(event == null ? heartbeat(subscription) : sse(subscription, event));
      } else {
        sink.complete();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sink.complete();
    }
  }

  private static Event<String> sse(Feed.Subscription subscription, Feed.Event event) {
    return Event.of(event.json()).name(event.type()).id(subscription.position());
  }

  /** Without data, so that it is no event; but it says where a reader is that comes back. */
  private static Event<String> heartbeat(Feed.Subscription subscription) {
    return Event.of("").comment("still here").id(subscription.position());
  }
}
