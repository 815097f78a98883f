"""Images for a real node, made of a directory with nothing but tar and a digest: no registry is asked for one. Small
root file systems come from Debian's packages and are kept beside the built programs."""

import fcntl
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile

import programs

SUITE = "bookworm"


def archive(root, reference, target, entrypoint=(), user=""):
    """Writes the files under `root` as an image that `ctr images import` and `docker load` read. The tag should not be
    `latest`: then a kubelet never asks a registry for it."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        layer = os.path.join(folder, "layer.tar")
        command = ["tar", "--sort=name", "--mtime=@0", "--numeric-owner", "-C", str(root), "-cf", layer, "."]
        subprocess.run(command, check=True)
        with open(layer, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        started = {"Entrypoint": list(entrypoint), "Env": [f"PATH={programs.SYSTEM_PATH}"], "User": user}
        config = {
            "architecture": {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine],
            "os": "linux",
            "config": started,
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
            "history": [{"created": "1970-01-01T00:00:00Z"}],
        }
        manifest = [{"Config": "config.json", "RepoTags": [reference], "Layers": ["layer.tar"]}]
        with tarfile.open(target, "w") as image:
            for name, value in (("manifest.json", manifest), ("config.json", config)):
                text = json.dumps(value).encode()
                member = tarfile.TarInfo(name)
                member.size = len(text)
                image.addfile(member, io.BytesIO(text))
            image.add(layer, "layer.tar")
    return target


def debian_root(*packages):
    """The directory of a minimal Debian with these packages in it; made once, complete or not there. Only root can."""
    roots = programs.directory().parent / "roots"
    root = roots / f"{SUITE}-{'-'.join(packages)}"
    roots.mkdir(parents=True, exist_ok=True)
    with open(roots / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            for left in roots.glob(".work.*"):
                shutil.rmtree(left)
            work = tempfile.mkdtemp(prefix=".work.", dir=roots)
            try:
                _debootstrap(work, packages)
                os.rename(work, root)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    return root


def _debootstrap(root, packages):
    # What it mounts and starts must not outlive it, or the directory could not be removed.
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]
    command += ["debootstrap", "--variant=minbase", f"--include={','.join(packages)}", SUITE, root, *_mirror()]
    environment = {**os.environ, "PATH": programs.SYSTEM_PATH, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise AssertionError(f"debootstrap: exit {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    os.chmod(root, 0o755)
    for unneeded in ("var/lib/apt/lists", "var/cache/apt", "usr/share/doc", "usr/share/man", "usr/share/locale"):
        shutil.rmtree(os.path.join(root, unneeded))


def _mirror():
    """The mirror that this machine takes Debian from; without one, debootstrap knows its own."""
    words = ["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return [line.split()[1] for line in said.splitlines() if line.split()[0] == SUITE][:1]
