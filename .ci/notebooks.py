"""Run the notebooks of nbs/ as tests, each in a process of its own, and count them.

    python .ci/notebooks.py                 every notebook with nbdev_test
    python .ci/notebooks.py 00_data         one of them
    python .ci/notebooks.py --jupyter       with Jupyter's own runner, and no nbdev
    python .ci/notebooks.py --flags slow    with the cells that `#| slow` leaves out otherwise (tst_flags in settings.ini)

The last line is `N passed, N failed`; the exit code is 0 only when all passed. The notebooks themselves are never written."""
import argparse, os, re, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor, as_completed
from configparser import ConfigParser
from pathlib import Path

top = Path(__file__).resolve().parent.parent
nbs = top/'nbs'
ini = ConfigParser(delimiters=['='])
ini.read(top/'settings.ini', encoding='utf-8')

def find(names):
    "The notebooks called `names`, or all"
    res = sorted(p for p in nbs.glob('*.ipynb') if p.name[0] not in '._')
    if not names: return res
    unknown = [n for n in names if Path(n).stem not in {p.stem for p in res}]
    if unknown: sys.exit(f"There is no notebook {', '.join(unknown)} in nbs: there are {', '.join(p.stem for p in res)}.")
    return [p for p in res if p.stem in {Path(n).stem for n in names}]

def execute(path, flags):
    "Run the notebook at `path` with nbclient, without the cells that a test flag other than `flags` leaves out"
    import nbformat
    from nbclient import NotebookClient
    skip = [*set(ini['DEFAULT']['tst_flags'].split()) - set(flags), r'eval:\s*false']
    left_out = re.compile(rf'^#\s*\|\s*(?:{"|".join(skip)})\s*$', re.MULTILINE)
    nb = nbformat.read(path, 4)
    nb.cells = [c for c in nb.cells if not (c.cell_type=='code' and left_out.search(c.source))]
    NotebookClient(nb, kernel_name='python3', timeout=None, resources={'metadata': {'path': str(nbs)}}).execute()

def environment(flags, threads):
    "What a test sees: the same on every machine, whatever the shell has set"
    env = {k:v for k,v in os.environ.items() if k!='CIFAR_NB_MODE' and (k!='CIFAR_NB_DATA' or 'real_data' in flags)}
    return env | dict(IN_TEST='1', CIFAR_NB_DEV='1', OMP_NUM_THREADS=str(threads), PYTHONPATH=str(top))

def test(path, a, env):
    "Whether the notebook at `path` passed, what it printed, and its seconds"
    if a.jupyter: cmd = [sys.executable, __file__, '--execute', path.stem, '--flags', ' '.join(a.flags)]
    else: cmd = [Path(sys.executable).parent/'nbdev_test', '--path', path, '--flags', ' '.join(a.flags)]
    start = time.time()
    with tempfile.TemporaryFile('w+', encoding='utf-8', errors='replace') as f:   # a file, as a pipe held open by a grandchild would keep us waiting
        try: rc = subprocess.run(cmd, cwd=top, env=env, stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.STDOUT, timeout=a.timeout).returncode
        except subprocess.TimeoutExpired: rc = f'stopped: it took more than {a.timeout} seconds'
        f.seek(0)
        out = re.sub(r'\x1b\[[0-9;]*m', '', f.read())
    ok = rc==0 and (a.jupyter or 'Success.' in out)   # nbdev_test also ends with 0 when it found no notebook
    return ok, out if isinstance(rc, int) else f'{out}\n{rc}', time.time()-start

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1
    p.add_argument('names', nargs='*', help='notebooks, with or without .ipynb (default: all)')
    p.add_argument('--flags', type=str.split, default=[], help='flags whose cells to run too')
    p.add_argument('--jupyter', action='store_true', help="run with Jupyter's nbclient")
    p.add_argument('--workers', type=int, default=min(4, cores), help='notebooks at a time (default: %(default)s)')
    p.add_argument('--timeout', type=int, default=900, help='seconds that one notebook may take (default: %(default)s)')
    p.add_argument('--execute', action='store_true', help=argparse.SUPPRESS)
    a = p.parse_args()
    todo = find(a.names)
    if a.execute: return execute(todo[0], a.flags)

    env = environment(a.flags, max(1, cores//a.workers))
    failed, start = [], time.time()
    with ThreadPoolExecutor(a.workers) as pool:
        jobs = {pool.submit(test, nb, a, env): nb for nb in sorted(todo, key=lambda o: -o.stat().st_size)}   # big ones first
        for job in as_completed(jobs):
            ok, out, secs = job.result()
            name = jobs[job].name
            print(f'{"ok    " if ok else "FAILED"} {name}  {secs:.0f} s', flush=True)
            if not ok:
                failed.append(name)
                print(''.join(f'    {line}\n' for line in out.splitlines()[-120:]), flush=True)
    if failed: print('Failed:', ', '.join(sorted(failed)))
    print(f'{time.time()-start:.0f} seconds')
    print(f'{len(todo)-len(failed)} passed, {len(failed)} failed')
    sys.exit(bool(failed) or not todo)

if __name__=='__main__': main()
