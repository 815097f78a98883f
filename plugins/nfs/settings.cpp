#include "settings.h"

namespace trimtab::nfs {
namespace {

/// One TCP port and no helper services. Probes and older clients speak minor version 0.
std::string core_blocks() {
  const std::string state = ref::volume("state");
  return "NFS_CORE_PARAM {\n"
         "  Protocols = 4;\n"
         "  NFS_Port = " + ref::port("nfs") + ";\n"
         "  Bind_addr = " + ref::bind_address("nfs") + ";\n"
         "  Enable_NLM = false;\n"
         "  Enable_RQUOTA = false;\n"
         "  Enable_UDP = false;\n"
         "  mount_path_pseudo = true;\n"
         "}\n"
         "NFSv4 {\n"
         "  Minor_Versions = 0, 1, 2;\n"
         "  Graceless = true;\n"
         "  RecoveryBackend = fs;\n"
         "  RecoveryRoot = \"" + state + "\";\n"
         "  Only_Numeric_Owners = true;\n"
         "}\n"
         "NFS_KRB5 {\n"
         "  Active_krb5 = false;\n"
         "  CCacheDir = \"" + state + "/krb5\";\n"
         "}\n"
         "LOG {\n"
         "  Default_Log_Level = EVENT;\n"
         "  COMPONENTS { DBUS = FATAL; }\n"
         "}\n";
}

std::string clients(const View& spec) {
  std::string text = ref::host("nfs");
  for (const std::string& client : spec.texts("clients")) text += ", " + client;
  return text;
}

}  // namespace

std::string export_path(const std::string& component) { return "/" + component; }

std::string ganesha_conf(const View& spec, const std::string& component) {
  const std::string squash = spec.text("squash", "all_squash");
  // The export holds the versions and the link to the current one: an exported link would be followed once, at start.
  const std::string versions = ref::stack_directory() + "/trees/" + component + "/source";
  // Attributes are not cached, so that readers see a new version at once. Published files belong to the stack's group, so
  // who has no rights of its own reads as a member of it.
  return core_blocks() +
         "EXPORT {\n"
         "  Export_Id = 1;\n"
         "  Path = \"" + versions + "\";\n"
         "  Pseudo = \"" + export_path(component) + "\";\n"
         "  Access_Type = None;\n"
         "  Squash = " + squash + ";\n"
         "  Anonymous_Uid = " + ref::user_uid() + ";\n"
         "  Anonymous_Gid = " + ref::user_gid() + ";\n"
         "  SecType = sys;\n"
         "  Protocols = 4;\n"
         "  Transports = TCP;\n"
         "  Attr_Expiration_Time = 0;\n"
         "  FSAL { Name = VFS; }\n"
         "  CLIENT {\n"
         "    Clients = " + clients(spec) + ";\n"
         "    Access_Type = RO;\n"
         "    Squash = " + squash + ";\n"
         "    Protocols = 4;\n"
         "  }\n"
         "}\n";
}

}  // namespace trimtab::nfs
