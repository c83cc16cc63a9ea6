package io.inventory.grpc.security;

import static io.inventory.grpc.security.Role.OPERATOR;
import static io.inventory.grpc.security.Role.ORDER;
import static io.inventory.grpc.security.Role.READER;

import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.InventoryServiceGrpc;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The role that each method needs. What is not here may be called by nobody. */
final class MethodRoles {
    /** For whoever can connect: load balancers and probes have no token, and learn nothing but whether it serves. */
    private static final Set<String> OPEN = Set.of(
            HealthGrpc.getCheckMethod().getFullMethodName(),
            HealthGrpc.getWatchMethod().getFullMethodName());

    private static final Map<String, Role> ROLES = Map.ofEntries(
                    Map.entry(InventoryServiceGrpc.getGetStockMethod(), READER),
                    Map.entry(InventoryServiceGrpc.getBatchGetStockMethod(), READER),
                    Map.entry(InventoryServiceGrpc.getCheckStockMethod(), READER),
                    Map.entry(InventoryServiceGrpc.getGetOrderMethod(), READER),
                    Map.entry(InventoryServiceGrpc.getWatchSignalsMethod(), READER),
                    Map.entry(InventoryServiceGrpc.getListSignalsMethod(), READER),
                    Map.entry(InventoryAdminServiceGrpc.getListStocksMethod(), READER),
                    Map.entry(InventoryAdminServiceGrpc.getExportStocksMethod(), READER),
                    Map.entry(InventoryAdminServiceGrpc.getListStockLogsMethod(), READER),
                    Map.entry(InventoryAdminServiceGrpc.getExplainStockMethod(), READER),
                    Map.entry(InventoryAdminServiceGrpc.getGetServerStatusMethod(), READER),
                    Map.entry(ServerReflectionGrpc.getServerReflectionInfoMethod(), READER),
                    // to be told that the server does not have it
                    Map.entry(UnknownMethods.METHOD, READER),
                    Map.entry(InventoryServiceGrpc.getDeductStockMethod(), ORDER),
                    Map.entry(InventoryServiceGrpc.getReserveStockMethod(), ORDER),
                    Map.entry(InventoryServiceGrpc.getConfirmStockMethod(), ORDER),
                    Map.entry(InventoryServiceGrpc.getExtendReservationMethod(), ORDER),
                    Map.entry(InventoryServiceGrpc.getRollbackStockMethod(), ORDER),
                    Map.entry(InventoryServiceGrpc.getProcessOrdersMethod(), ORDER),
                    Map.entry(InventoryAdminServiceGrpc.getCreateStockMethod(), OPERATOR),
                    Map.entry(InventoryAdminServiceGrpc.getAdjustStockMethod(), OPERATOR),
                    Map.entry(InventoryAdminServiceGrpc.getSetStockMethod(), OPERATOR),
                    Map.entry(InventoryAdminServiceGrpc.getSetStockPolicyMethod(), OPERATOR),
                    Map.entry(InventoryAdminServiceGrpc.getCountStockMethod(), OPERATOR),
                    Map.entry(InventoryAdminServiceGrpc.getImportStocksMethod(), OPERATOR),
                    Map.entry(InventoryAdminServiceGrpc.getVerifyLedgerMethod(), OPERATOR),
                    Map.entry(InventoryAdminServiceGrpc.getSetReadOnlyMethod(), OPERATOR),
                    Map.entry(InventoryAdminServiceGrpc.getExpireReservationMethod(), OPERATOR))
            .entrySet()
            .stream()
            .collect(Collectors.toUnmodifiableMap(entry -> entry.getKey().getFullMethodName(), Map.Entry::getValue));

    private MethodRoles() {}

    static boolean isOpen(MethodDescriptor<?, ?> method) {
        return OPEN.contains(method.getFullMethodName());
    }

    /** Empty if nobody may call it, or everybody. */
    static Optional<Role> of(MethodDescriptor<?, ?> method) {
        return Optional.ofNullable(ROLES.get(method.getFullMethodName()));
    }
}
