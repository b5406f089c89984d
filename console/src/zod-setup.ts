import { z } from 'zod';

// Before any contract is read: compiling schemas needs `eval`, which the content security policy forbids.
z.config({ jitless: true });
