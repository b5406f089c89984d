/** Upload with progress, which `fetch` does not tell of. */
import { uploadFile, type Upload } from '#modules/ingest/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { urlOf } from '../../call.ts';
import { CallError, problemOf } from '../../problem.ts';
import { noticeShutOut } from '../../shut-out.ts';

export type Sent = { bytes: number; totalBytes: number; bytesPerSecond: number | null; secondsLeft: number | null };
export type SentUpload = ResultOf<typeof uploadFile> & Partial<Upload>;

/** Aborting the signal stops the upload; the server keeps nothing of it. */
export function sendFile(file: File, onProgress: (sent: Sent) => void, signal: AbortSignal): Promise<SentUpload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const startedAt = performance.now();
    request.open('POST', urlOf(uploadFile, { query: { fileName: file.name } }));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept-language', document.documentElement.lang);
    request.upload.addEventListener('progress', ({ loaded }) => {
      onProgress(sentSoFar(loaded, file.size, (performance.now() - startedAt) / 1_000));
    });
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as SentUpload);
      else void refusal(request).then(reject);
    });
    request.addEventListener('error', () =>
      reject(new CallError({ status: 0, code: 'network.unreachable', fields: [] })),
    );
    request.addEventListener('abort', () => reject(new DOMException('upload stopped', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

export function sentSoFar(bytes: number, totalBytes: number, seconds: number): Sent {
  const bytesPerSecond = seconds > 0 && bytes > 0 ? bytes / seconds : null;
  const secondsLeft = bytesPerSecond === null ? null : Math.ceil((totalBytes - bytes) / bytesPerSecond);
  return { bytes, totalBytes, bytesPerSecond, secondsLeft };
}

async function refusal(request: XMLHttpRequest): Promise<CallError> {
  const problem = await problemOf(new Response(request.responseText, { status: request.status }));
  return new CallError(noticeShutOut(problem));
}
