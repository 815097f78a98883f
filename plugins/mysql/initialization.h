#pragma once

#include <string>
#include <vector>

#include "server.h"

namespace trimtab::mysql {

/// Makes the data directory on a machine, before the server starts the first time.
[[nodiscard]] Task initialize(const View& spec, const Server& server);

/// In a container: makes the data directory where the volume has none, then becomes the server. A volume that was lost
/// is made anew at the next start, whoever started it.
[[nodiscard]] std::vector<std::string> initialize_and_serve(const View& spec, const Server& server,
                                                            const std::vector<std::string>& serve);

}  // namespace trimtab::mysql
