package io.drover.backup.testbed;

import io.drover.backup.repository.Store;
import io.drover.backup.repository.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose n-th call fails, before it has done anything or after it has done all. */
public final class FailingStore implements Store {
  private final Store store;
  private final int failing;
  private final boolean afterwards;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param failing number of the call that fails, from 1
   * @param afterwards whether it fails though it did its work
   */
  public FailingStore(Store store, int failing, boolean afterwards) {
    this.store = store;
    this.failing = failing;
    this.afterwards = afterwards;
  }

  /** Whether so many calls came that one had to fail. */
  public boolean hasFailed() {
    return calls.get() >= failing;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private interface Action {
    void run() throws IOException;
  }

  private <T> T call(Call<T> call) throws IOException {
    boolean fails = calls.incrementAndGet() == failing;
    if (fails && !afterwards) {
      throw failure();
    }
    T result = call.run();
    if (fails) {
      throw failure();
    }
    return result;
  }

  private void act(Action action) throws IOException {
    var _ =
        call(
            () -> {
              action.run();
              return true;
            });
  }

  private static IOException failure() {
    return new IOException("the store went away");
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public String lookCommand() {
    return store.lookCommand();
  }

  @Override
  public Upload create(String key) throws IOException {
    return new FailingUpload(call(() -> store.create(key)));
  }

  @Override
  public void publish(String key, byte[] content) throws IOException {
    act(() -> store.publish(key, content));
  }

  @Override
  public InputStream open(String key) throws IOException {
    return call(() -> store.open(key));
  }

  @Override
  public Optional<StoredFile> find(String key) throws IOException {
    return call(() -> store.find(key));
  }

  @Override
  public void delete(String key) throws IOException {
    act(() -> store.delete(key));
  }

  @Override
  public List<StoredFile> files(String folder) throws IOException {
    return call(() -> store.files(folder));
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return call(() -> store.folders(folder));
  }

  @Override
  public int removeUnfinished(Instant before) throws IOException {
    return call(() -> store.removeUnfinished(before));
  }

  private final class FailingUpload extends Upload {
    private final Upload upload;

    FailingUpload(Upload upload) {
      this.upload = upload;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      act(() -> upload.write(buffer, offset, length));
    }

    @Override
    protected void finish() throws IOException {
      act(upload::complete);
    }

    @Override
    protected void release(boolean completed) throws IOException {
      act(upload::close);
    }
  }
}
