import { Typography } from 'antd';

/** A secret that is shown this once, with what to do about it. */
export function SecretOnce({ note, secret }: { note: string; secret: string }) {
  return (
    <>
      <p>{note}</p>
      <Typography.Text code copyable>
        {secret}
      </Typography.Text>
    </>
  );
}
