package io.drover.backup.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.drover.service.target.Codec;
import io.drover.service.target.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;

/** Streams that compress as stock programs do. */
final class Codecs {
  private static final int BUFFER = 256 * 1024;
  private static final int FASTEST = 1;

  private Codecs() {}

  /**
   * A stream whose content goes compressed into another.
   *
   * @param workers threads that compress beside the calling one, where the codec has such
   */
  static Packing pack(Compression compression, OutputStream out, int workers)
      throws IOException, InterruptedException {
    return switch (compression.codec()) {
      case ZSTD -> new ZstdPacking(out, compression.level(), workers);
      case LZ4 -> new DirectPacking(lz4(out, compression.level()), () -> {});
      case GZIP -> {
        Gzip gzip = new Gzip(out, compression.level());
        yield new DirectPacking(gzip, gzip::release);
      }
      case NONE -> new DirectPacking(out, () -> {});
    };
  }

  private static OutputStream lz4(OutputStream out, int level) throws IOException {
    LZ4Factory factory = LZ4Factory.fastestInstance();
    return new LZ4FrameOutputStream(
        out,
        BLOCKSIZE.SIZE_1MB,
        -1,
        level == FASTEST ? factory.fastCompressor() : factory.highCompressor(level),
        XXHashFactory.fastestInstance().hash32(),
        FLG.Bits.BLOCK_INDEPENDENCE,
        FLG.Bits.CONTENT_CHECKSUM);
  }

  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out, int level) throws IOException {
      super(out, BUFFER);
      def.setLevel(level);
    }

    void release() {
      def.end();
    }
  }

  /** The content of a compressed stream, which is closed with it. */
  static InputStream unpack(Codec codec, InputStream in) throws IOException {
    return switch (codec) {
      case ZSTD -> new ZstdInputStreamNoFinalizer(in);
      case LZ4 -> new LZ4FrameInputStream(in);
      case GZIP -> new GZIPInputStream(in, BUFFER);
      case NONE -> in;
    };
  }
}
