package io.inventory.grpc;

import io.inventory.grpc.http.HttpLimits;
import java.time.Duration;

/** The limits of an endpoint that its settings do not have: only tests want them to be different. */
record EndpointLimits(
        OpenStreams.Limits streams,
        BulkStreams.Limits bulk,
        SignalWatches.Limits watches,
        Verifications.Limits verifications,
        Duration probeInterval,
        HttpLimits http) {
    static final EndpointLimits DEFAULT = of(EndpointSettings.DEFAULT);

    static EndpointLimits of(EndpointSettings settings) {
        return new EndpointLimits(
                OpenStreams.Limits.DEFAULT,
                BulkStreams.Limits.DEFAULT,
                SignalWatches.Limits.of(settings.watchersMax()),
                Verifications.Limits.DEFAULT,
                StoreHealth.PROBE_INTERVAL,
                HttpLimits.of(
                        settings.connections().handshakeMax(),
                        settings.connections().unreadMax(),
                        settings.connections().ageMax()));
    }

    EndpointLimits with(OpenStreams.Limits other) {
        return new EndpointLimits(other, bulk, watches, verifications, probeInterval, http);
    }

    EndpointLimits with(BulkStreams.Limits other) {
        return new EndpointLimits(streams, other, watches, verifications, probeInterval, http);
    }

    EndpointLimits with(SignalWatches.Limits other) {
        return new EndpointLimits(streams, bulk, other, verifications, probeInterval, http);
    }

    EndpointLimits with(Verifications.Limits other) {
        return new EndpointLimits(streams, bulk, watches, other, probeInterval, http);
    }

    EndpointLimits with(HttpLimits other) {
        return new EndpointLimits(streams, bulk, watches, verifications, probeInterval, other);
    }

    EndpointLimits probing(Duration interval) {
        return new EndpointLimits(streams, bulk, watches, verifications, interval, http);
    }
}
