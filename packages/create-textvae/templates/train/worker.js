import { lockRun, opfsPages, opfsStorage } from "@textvae/storage-opfs";
import { serveTrainer } from "@textvae/worker/serve";

serveTrainer({ storage: opfsStorage, lock: lockRun, corpora: opfsPages });
