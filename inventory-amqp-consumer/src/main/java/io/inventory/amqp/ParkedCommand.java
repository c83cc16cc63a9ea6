package io.inventory.amqp;

import picocli.CommandLine.Command;

/** Looks after parked messages. */
@Command(name = "parked", description = "Lists, shows, requeues or drops parked messages.")
final class ParkedCommand {}
