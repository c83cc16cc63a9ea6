package io.inventory.grpc;

import io.inventory.grpc.http.HttpSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how the inventory is served.
 *
 * @param host the address to listen on
 * @param port 0 to 65,535; 0 takes a free one
 * @param requestTimeout how long the inventory may take for an answer before the call fails as unavailable
 * @param drainTimeout how long a stop waits for calls under way
 * @param callsPerConnectionMax the most concurrent calls of one connection
 * @param watchersMax the most callers who watch signals at once
 * @param reflection whether clients may ask for the services' descriptions
 * @param readOnly whether commands are refused until an operator says otherwise
 * @param connections what connections may cost
 * @param http where the same methods are served over HTTP and JSON, if they are
 */
public record EndpointSettings(
        String host,
        int port,
        Duration requestTimeout,
        Duration drainTimeout,
        int callsPerConnectionMax,
        int watchersMax,
        boolean reflection,
        boolean readOnly,
        ConnectionLimits connections,
        Optional<HttpSettings> http) {
    /** How many may watch where nothing else is said. */
    public static final int WATCHERS_MAX_DEFAULT = 100;

    /** What holds where nothing else is said: loopback, port 9090, an answer within 1 s, 10 s to stop, reflection. */
    public static final EndpointSettings DEFAULT = new EndpointSettings(
            "127.0.0.1",
            9090,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            1_000,
            WATCHERS_MAX_DEFAULT,
            true,
            false,
            ConnectionLimits.DEFAULT,
            Optional.empty());

    /** With {@link #WATCHERS_MAX_DEFAULT}; takes commands. */
    public EndpointSettings(
            String host,
            int port,
            Duration requestTimeout,
            Duration drainTimeout,
            int callsPerConnectionMax,
            boolean reflection) {
        this(
                host,
                port,
                requestTimeout,
                drainTimeout,
                callsPerConnectionMax,
                WATCHERS_MAX_DEFAULT,
                reflection,
                false,
                ConnectionLimits.DEFAULT,
                Optional.empty());
    }

    /** The same with another port. */
    public EndpointSettings withPort(int other) {
        return new EndpointSettings(
                host,
                other,
                requestTimeout,
                drainTimeout,
                callsPerConnectionMax,
                watchersMax,
                reflection,
                readOnly,
                connections,
                http);
    }

    /** The same with other limits of connections. */
    public EndpointSettings with(ConnectionLimits others) {
        return new EndpointSettings(
                host,
                port,
                requestTimeout,
                drainTimeout,
                callsPerConnectionMax,
                watchersMax,
                reflection,
                readOnly,
                others,
                http);
    }

    /** The same with HTTP. */
    public EndpointSettings with(HttpSettings other) {
        return new EndpointSettings(
                host,
                port,
                requestTimeout,
                drainTimeout,
                callsPerConnectionMax,
                watchersMax,
                reflection,
                readOnly,
                connections,
                Optional.of(other));
    }
}
