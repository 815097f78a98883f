#pragma once

#include <string>
#include <string_view>

namespace trimtab {

/// "ReadWriteMany" for "rwx"; what is not known is for one node.
[[nodiscard]] std::string access_mode(std::string_view access);
/// The other way round: "rwx" for "ReadWriteMany".
[[nodiscard]] std::string access_of(std::string_view mode);

}  // namespace trimtab
