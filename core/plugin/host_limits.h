#pragma once

namespace trimtab {

/// Limits of a plugin host, set by itself before any foreign code runs: no core files, 256 open files, 4 GiB of address
/// space (not under sanitizers, which reserve terabytes), no new privileges, no way back to files of the engine.
void limit_plugin_host();

/// Ends the process as soon as the other end of the socket is gone, whatever the plugin is doing.
void end_with(int socket);

}  // namespace trimtab
