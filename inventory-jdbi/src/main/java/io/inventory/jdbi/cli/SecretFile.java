package io.inventory.jdbi.cli;

import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A secret that is given by itself or in a file, as orchestrators mount them. Its errors never show it. */
public final class SecretFile {
    /** The most bytes of such a file; a password or URI has a few hundred. */
    public static final int BYTES_MAX = 8_192;

    private SecretFile() {}

    /**
     * The value of an option, or what stands in the file that its companion names.
     *
     * @param flag the option, {@code --jdbc-password}; its companion is {@code --jdbc-password-file}
     * @param value the option's value; empty if it was not given
     * @param file the companion's value; empty if it was not given
     * @return the secret without the line break at the file's end; empty if neither was given
     * @throws SetupException if both are given, or the file can't be used
     */
    public static String read(String flag, String value, String file) {
        if (file.isEmpty()) return value;
        if (!value.isEmpty())
            throw new SetupException(flag + " and " + flag + "-file are both given; give one of them");
        String text = content(flag + "-file", file);
        String secret = text.replaceFirst("\\r?\\n$", "");
        if (secret.isEmpty()) throw new SetupException(flag + "-file: the file " + file + " is empty");
        if (secret.contains("\n"))
            throw new SetupException(flag + "-file: the file " + file + " has several lines; it must have one");
        return secret;
    }

    private static String content(String flag, String file) {
        // a device or a pipe may have no end
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX)
                throw new SetupException(flag + ": the file " + file + " is larger than " + BYTES_MAX + " bytes");
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SetupException(flag + ": the file " + file + " is not UTF-8 text", e);
        } catch (NoSuchFileException e) {
            throw new SetupException(flag + ": there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new SetupException(flag + ": the file " + file + " may not be read by this user", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new SetupException(flag + ": cannot read the file " + file + ": " + e.getMessage(), e);
        }
    }
}
