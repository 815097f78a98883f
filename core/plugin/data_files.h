#pragma once

#include <string>

#include "core/plugin/messages.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// Replaces each {"data": FILE} of a config by the text of that file, which lies in a folder named as the plugin beside
/// its shared object. What such a file holds is literal: no reference in it is replaced.
[[nodiscard]] Status inline_data_files(const Disk& disk, const Path& folder, ExpandReply& reply);

}  // namespace trimtab
