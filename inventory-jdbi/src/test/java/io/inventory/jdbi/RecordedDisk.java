package io.inventory.jdbi;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Says in which order files are written, brought to the disk, and renamed: what a crash of the machine would leave. */
final class RecordedDisk extends FileSystemProvider {
    private final FileSystemProvider real;
    private final FileSystem fileSystem;
    private final List<String> events = new CopyOnWriteArrayList<>();

    private RecordedDisk(Path folder) {
        real = folder.getFileSystem().provider();
        fileSystem = new Recorded(folder.getFileSystem());
    }

    static RecordedDisk of(Path folder) {
        return new RecordedDisk(folder);
    }

    /** The same folder; what is done there is recorded. */
    Path at(Path folder) {
        return Objects.requireNonNull(wrapped(folder));
    }

    /** Each with the ending of the file's name: write, sync, rename; "/" for the folder. */
    List<String> events() {
        return List.copyOf(events);
    }

    void add(String event) {
        if (events.isEmpty() || !events.get(events.size() - 1).equals(event)) events.add(event);
    }

    private static String ending(Path path) {
        String name = path.toString();
        return name.contains(".jsonl") ? name.substring(name.lastIndexOf('.')) : "/";
    }

    private interface RealPath extends Path {
        Path real();
    }

    private @Nullable Path wrapped(@Nullable Path path) {
        if (path == null) return null;
        return (Path) Proxy.newProxyInstance(
                RecordedDisk.class.getClassLoader(), new Class<?>[] {RealPath.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("real")) return path;
                    if (method.getName().equals("getFileSystem")) return fileSystem;
                    Object[] unwrapped = arguments == null
                            ? null
                            : Arrays.stream(arguments)
                                    .map(RecordedDisk::unwrapped)
                                    .toArray();
                    try {
                        Object result = method.invoke(path, unwrapped);
                        return result instanceof Path other ? wrapped(other) : result;
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }

    private static @Nullable Object unwrapped(@Nullable Object value) {
        return value instanceof RealPath path ? path.real() : value;
    }

    private static Path real(Path path) {
        return path instanceof RealPath wrapped ? wrapped.real() : path;
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new Channel(real.newFileChannel(real(path), options, attributes), ending(path));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        add("rename " + ending(target));
        real.move(real(source), real(target), options);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        DirectoryStream<Path> all = real.newDirectoryStream(real(folder), path -> filter.accept(wrapped(path)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> each = all.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return each.hasNext();
                    }

                    @Override
                    public Path next() {
                        return Objects.requireNonNull(wrapped(each.next()));
                    }
                };
            }

            @Override
            public void close() throws IOException {
                all.close();
            }
        };
    }

    @Override
    public String getScheme() {
        return "recorded";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return fileSystem;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return real.newByteChannel(real(path), options, attributes);
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        real.createDirectory(real(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        real.delete(real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        real.copy(real(source), real(target), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return real.isSameFile(real(path), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real.checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return real.getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return real.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return real.readAttributes(real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        real.setAttribute(real(path), attribute, value, options);
    }

    private final class Recorded extends FileSystem {
        private final FileSystem through;

        Recorded(FileSystem through) {
            this.through = through;
        }

        @Override
        public FileSystemProvider provider() {
            return RecordedDisk.this;
        }

        @Override
        public void close() {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public String getSeparator() {
            return through.getSeparator();
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return through.getRootDirectories();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return through.getFileStores();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return through.supportedFileAttributeViews();
        }

        @Override
        public Path getPath(String first, String... more) {
            return Objects.requireNonNull(wrapped(through.getPath(first, more)));
        }

        @Override
        public PathMatcher getPathMatcher(String pattern) {
            PathMatcher matcher = through.getPathMatcher(pattern);
            return path -> matcher.matches(real(path));
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            return through.getUserPrincipalLookupService();
        }

        @Override
        public WatchService newWatchService() throws IOException {
            return through.newWatchService();
        }
    }

    private final class Channel extends FileChannel {
        private final FileChannel through;
        private final String ending;

        Channel(FileChannel through, String ending) {
            this.through = through;
            this.ending = ending;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            add("write " + ending);
            return through.write(bytes);
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
            add("write " + ending);
            return through.write(bytes, offset, length);
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            add("write " + ending);
            return through.write(bytes, position);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            through.force(metaData);
            add("sync " + ending);
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return through.read(bytes);
        }

        @Override
        public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
            return through.read(bytes, offset, length);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return through.read(bytes, position);
        }

        @Override
        public long position() throws IOException {
            return through.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            through.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return through.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            through.truncate(size);
            return this;
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return through.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
            return through.transferFrom(source, position, count);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return through.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return through.lock(position, size, shared);
        }

        @Override
        public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return through.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            through.close();
        }
    }
}
